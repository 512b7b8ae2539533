package dev.convoy.kernel.graph;

import java.util.stream.IntStream;

/**
 * How a filter or pooling window moves over an image. The output size is
 * {@code floor((n + before + after − ((f − 1)·d + 1)) / s) + 1} in each direction.
 *
 * @param dilation distance between two taps; 1 is dense, as Deeplearning4j counts it
 */
public record Window(Extent kernel, Extent stride, Extent dilation, Padding padding) {
    private static final Extent ONE = new Extent(1, 1);

    /** A window that covers a single position. */
    public static final Window POINT = new Window(ONE, ONE, ONE, Padding.NONE);

    /** A number for each direction. */
    public record Extent(int height, int width) {}

    /** Rows and columns of zeros on each side of the image. */
    public record Padding(int top, int left, int bottom, int right) {
        static final Padding NONE = new Padding(0, 0, 0, 0);
    }

    /** Returns a window that covers the whole image. */
    public static Window all(Shape image) {
        return new Window(new Extent(image.height(), image.width()), ONE, ONE, Padding.NONE);
    }

    /** Returns the same window for an image that already contains its padding. */
    public Window withoutPadding() {
        return new Window(kernel, stride, dilation, Padding.NONE);
    }

    /** Whether each window of the output has a value of the image. */
    public boolean meets(Shape image, Shape output) {
        return IntStream.range(0, output.height())
                        .allMatch(y ->
                                meets(y * strideHeight() - padTop(), kernelHeight(), dilationHeight(), image.height()))
                && IntStream.range(0, output.width())
                        .allMatch(x ->
                                meets(x * strideWidth() - padLeft(), kernelWidth(), dilationWidth(), image.width()));
    }

    private static boolean meets(int start, int taps, int dilation, int size) {
        return IntStream.range(0, taps).map(tap -> start + tap * dilation).anyMatch(at -> at >= 0 && at < size);
    }

    public int kernelHeight() {
        return kernel.height();
    }

    public int kernelWidth() {
        return kernel.width();
    }

    public int strideHeight() {
        return stride.height();
    }

    public int strideWidth() {
        return stride.width();
    }

    public int dilationHeight() {
        return dilation.height();
    }

    public int dilationWidth() {
        return dilation.width();
    }

    public int padTop() {
        return padding.top();
    }

    public int padLeft() {
        return padding.left();
    }

    public int padBottom() {
        return padding.bottom();
    }

    public int padRight() {
        return padding.right();
    }
}
