package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import dev.convoy.kernel.graph.Window.Extent;
import java.util.List;

/**
 * How the GPU keeps the images for the first convolution. Matrix units multiply eight channels at once, and images have
 * three. So each position holds a patch of pixels as its channels, {@code [row][column][channel]} and then zeros:
 * all that a small window covers, which leaves a convolution of one tap; or the rows of a larger window and as many
 * columns as it moves by, which leaves a window of one row; or as many rows as it moves by, too.
 *
 * @param given the shape of an image
 * @param stored the shape in the GPU's memory
 * @param patch pixels of a position
 * @param step distance of two positions, in pixels
 * @param top rows above the image that the first position starts at
 * @param left columns before the image that the first position starts at
 */
public record ImageLayout(Shape given, Shape stored, Extent patch, Extent step, int top, int left) {
    private static final Extent PIXEL = new Extent(1, 1);
    /** The most channels of a position that holds a window's rows. */
    private static final int MAX_PATCH_CHANNELS = 64;

    /** Returns the layout for the convolutions that read the images; that of the images if another layer reads them. */
    public static ImageLayout of(Network network, Precision precision) {
        Shape given = network.input();
        int together = channelsTogether(precision);
        List<LayerSpec> readers = network.nodes().stream()
                .filter(node -> node.inputs().contains(0))
                .<LayerSpec>map(Network.Node::layer)
                .toList();
        boolean plain = readers.stream().allMatch(ImageLayout::isPlain);
        if (together == 1 || !plain) {
            return new ImageLayout(given, given, PIXEL, PIXEL, 0, 0);
        }
        Convolution first = (Convolution) readers.get(0);
        Window window = first.window();
        int covered = window.kernelHeight() * window.kernelWidth() * given.channels();
        if (readers.size() == 1 && covered <= MAX_PATCH_CHANNELS) {
            Shape stored = new Shape(
                    multiple(covered, together),
                    first.output().height(),
                    first.output().width());
            return new ImageLayout(given, stored, window.kernel(), window.stride(), window.padTop(), window.padLeft());
        }
        int column = window.kernelHeight() * window.strideWidth() * given.channels();
        if (readers.size() == 1 && column <= MAX_PATCH_CHANNELS) {
            return byStride(first, new Extent(window.kernelHeight(), window.strideWidth()), together);
        }
        if (readers.size() == 1 && !window.stride().equals(PIXEL)) {
            return byStride(first, window.stride(), together);
        }
        Shape stored = new Shape(multiple(given.channels(), together), given.height(), given.width());
        return new ImageLayout(given, stored, PIXEL, PIXEL, 0, 0);
    }

    /** @param patch as wide as the stride; and as high as the stride, or as the window */
    private static ImageLayout byStride(Convolution first, Extent patch, int together) {
        Window window = first.window();
        Shape given = first.input();
        boolean wholeColumns = patch.height() == window.kernelHeight();
        int top = wholeColumns ? window.padTop() : multiple(window.padTop(), patch.height());
        int left = multiple(window.padLeft(), patch.width());
        Window rest = new ImageLayout(given, given, patch, window.stride(), top, left).window(first);
        Shape stored = new Shape(
                multiple(patch.height() * patch.width() * given.channels(), together),
                first.output().height() - 1 + rest.kernelHeight(),
                first.output().width() - 1 + rest.kernelWidth());
        return new ImageLayout(given, stored, patch, window.stride(), top, left);
    }

    private static boolean isPlain(LayerSpec layer) {
        return layer instanceof Convolution convolution
                && convolution.groups() == 1
                && convolution.window().dilation().equals(PIXEL)
                && convolution.window().padTop() == convolution.window().padBottom()
                && convolution.window().padLeft() == convolution.window().padRight();
    }

    private static int channelsTogether(Precision precision) {
        return switch (precision) {
            case BFLOAT16 -> 8;
            case TF32 -> 4;
            case FLOAT32, FLOAT64 -> 1;
        };
    }

    private static int multiple(int count, int of) {
        return (count + of - 1) / of * of;
    }

    /** Whether the GPU keeps the images' own channels. */
    public boolean isAsGiven() {
        return stored.equals(given);
    }

    /** Whether a position is a pixel of the image, so that a convolution keeps its window, with stride and padding. */
    private boolean isByPixel() {
        return patch.equals(PIXEL) && step.equals(PIXEL) && top == 0 && left == 0;
    }

    /** Returns the window that is left of a convolution's: it counts in positions. */
    Window window(Convolution convolution) {
        if (isByPixel()) {
            return convolution.window();
        }
        int height = top - convolution.window().padTop() + convolution.window().kernelHeight();
        int width = left - convolution.window().padLeft() + convolution.window().kernelWidth();
        Extent kernel = new Extent(
                multiple(height, patch.height()) / patch.height(), multiple(width, patch.width()) / patch.width());
        return new Window(kernel, PIXEL, PIXEL, new Window.Padding(0, 0, 0, 0));
    }

    /** Returns how a convolution's weights lie in the window that is left. */
    WeightTable.Patch weights(Convolution convolution) {
        return isByPixel()
                ? WeightTable.Patch.NONE
                : new WeightTable.Patch(
                        patch.height(),
                        patch.width(),
                        top - convolution.window().padTop(),
                        left - convolution.window().padLeft());
    }

    /** Passes the layout to a kernel that writes the images. */
    public Launch passTo(Launch launch) {
        return launch.with(
                stored.channels(),
                stored.height(),
                stored.width(),
                given.channels(),
                given.height(),
                given.width(),
                patch.height(),
                patch.width(),
                step.height(),
                step.width(),
                top,
                left);
    }
}
