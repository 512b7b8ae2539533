package dev.convoy.kernel.cudnn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import dev.convoy.kernel.graph.Window.Extent;
import dev.convoy.kernel.graph.Window.Padding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how the images of the first convolution are kept on a GPU. */
class ImageLayoutTest {
    private static final Extent PIXEL = new Extent(1, 1);

    /** Every pair of a position and a tap must be the pixel and the weight of the convolution itself. */
    @ParameterizedTest
    @CsvSource({
        "3, 32, 3, 1, 1",
        "3, 224, 7, 2, 3",
        "1, 28, 5, 1, 0",
        "3, 64, 3, 2, 1",
        "3, 227, 11, 4, 0",
        "3, 33, 7, 1, 3",
        "12, 30, 5, 3, 2",
        "4, 17, 2, 2, 0",
        "3, 20, 3, 3, 0",
        "3, 16, 1, 1, 1",
        "3, 16, 1, 2, 1"
    })
    void eachWeightMeetsItsPixel(int channels, int size, int kernel, int stride, int padding) {
        int out = (size + 2 * padding - kernel) / stride + 1;
        Convolution convolution = convolution(new Shape(channels, size, size), out, kernel, stride, padding);
        ImageLayout layout = ImageLayout.of(network(convolution), Precision.BFLOAT16);
        Window window = layout.window(convolution);
        WeightTable.Patch patch = layout.weights(convolution);

        assertThat(layout.stored().channels() % 8).isZero();
        for (int row = 0; row < out; row++) {
            int met = 0;
            for (int tap = 0; tap < window.kernelHeight(); tap++) {
                for (int inPatch = 0; inPatch < patch.height(); inPatch++) {
                    int weight = tap * patch.height() + inPatch - patch.top();
                    int position = row * window.strideHeight() + tap - window.padTop();
                    int pixel = position * layout.step().height() + inPatch - layout.top();
                    if (weight >= 0 && weight < kernel) {
                        assertThat(pixel).isEqualTo(row * stride + weight - padding);
                        met++;
                    }
                }
            }
            assertThat(met).isEqualTo(kernel);
        }
        int positions = layout.stored().height() + 2 * window.padTop() - window.kernelHeight();
        assertThat(positions / window.strideHeight() + 1).isEqualTo(out);
    }

    @Test
    void aWholeSmallWindowIsOnePosition() {
        Convolution convolution = convolution(new Shape(3, 32, 32), 32, 3, 1, 1);

        ImageLayout layout = ImageLayout.of(network(convolution), Precision.BFLOAT16);

        assertThat(layout.stored()).isEqualTo(new Shape(32, 32, 32));
        assertThat(layout.window(convolution)).isEqualTo(Window.POINT);
    }

    @Test
    void float32AndOtherReadersKeepTheImages() {
        Convolution convolution = convolution(new Shape(3, 32, 32), 32, 3, 1, 1);
        LayerSpec pooling = new LayerSpec.Pooling(
                "pool", convolution.input(), new Shape(3, 32, 32), Window.POINT, LayerSpec.Pooling.Kind.MAX);

        assertThat(ImageLayout.of(network(convolution), Precision.FLOAT32).isAsGiven())
                .isTrue();
        assertThat(ImageLayout.of(network(convolution, pooling), Precision.BFLOAT16)
                        .isAsGiven())
                .isTrue();
    }

    private static Convolution convolution(Shape input, int out, int kernel, int stride, int padding) {
        Window window = new Window(
                new Extent(kernel, kernel),
                new Extent(stride, stride),
                PIXEL,
                new Padding(padding, padding, padding, padding));
        Filter filter = new Filter(0, new long[5], Filter.NO_BIAS);
        return new Convolution("first", input, new Shape(8, out, out), window, 1, filter);
    }

    /** A network whose layers all read the images. */
    private static Network network(LayerSpec... layers) {
        List<Network.Node> nodes = List.of(layers).stream()
                .map(layer -> new Network.Node(layer, List.of(0), false))
                .toList();
        Loss loss = new Loss(Loss.Kind.SOFTMAX_CROSS_ENTROPY, new float[8]);
        return new Network(((Convolution) layers[0]).input(), nodes, loss, 0);
    }
}
