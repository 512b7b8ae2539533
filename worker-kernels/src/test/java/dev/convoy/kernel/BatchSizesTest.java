package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.lookup.KernelLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel that meets minibatches of several sizes computes each as a kernel does that meets no other. */
class BatchSizesTest {
    /** The second is larger than the first, so that their memory moves. */
    private static final int[] SIZES = {2, 5, 1, 2};

    static Stream<OddShapes.Case> cases() {
        return OddShapes.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sizesDoNotDisturbEachOther(OddShapes.Case network) {
        double[] parameters = Networks.parameters(network.model(), network.seed());
        try (GradientKernel shared = KernelLookup.open("onednn", network.model(), Precision.FLOAT32);
                Pointer values = Networks.nativeCopy(Precision.FLOAT32, parameters)) {
            for (int step = 0; step < SIZES.length; step++) {
                Batch batch = Networks.batch(network.model(), SIZES[step], network.seed() + step);
                try (GradientKernel alone = KernelLookup.open("onednn", network.model(), Precision.FLOAT32)) {
                    assertThat(computed(shared, values, parameters.length, batch, network))
                            .as("step %d", step)
                            .isEqualTo(computed(alone, values, parameters.length, batch, network));
                }
            }
        }
    }

    private static List<Object> computed(
            GradientKernel kernel, Pointer parameters, int length, Batch batch, OddShapes.Case network) {
        List<Object> all = new ArrayList<>();
        float[] outputs = new float[batch.size() * network.model().outputs()];
        float[] gradient = new float[length];
        try (FloatPointer sum = new FloatPointer(length)) {
            all.add(kernel.gradient(parameters, batch, sum));
            sum.get(gradient);
            all.add(kernel.evaluate(parameters, batch, outputs));
        }
        for (float value : gradient) {
            all.add(value);
        }
        for (float value : outputs) {
            all.add(value);
        }
        return all;
    }
}
