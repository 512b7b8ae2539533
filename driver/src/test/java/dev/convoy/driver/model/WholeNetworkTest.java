package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.Optimizer;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Sgd;

/** Whole built-in networks, trained for some steps by one engine and another: the losses stay together. */
class WholeNetworkTest {
    private static final int STEPS = 20;
    private static final int BATCH = 8;
    private static final int CLASSES = 10;
    /** Rounding grows from step to step. */
    private static final double TOLERANCE = 1e-3;

    /**
     * A network and what to expect of it.
     *
     * @param learningRate small: large steps make chaos of the last digit within a dozen
     * @param golden the loss before each step, as computed by onednn on AVX-512 when nd4j agreed
     */
    private record Case(String name, Shape shape, double learningRate, double... golden) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> networks() {
        return Stream.of(
                new Case(
                        "lenet",
                        new Shape(1, 28, 28),
                        2e-3,
                        2.63373,
                        2.57793,
                        2.26683,
                        2.00225,
                        2.55106,
                        2.45941,
                        2.20841,
                        1.89911,
                        2.50194,
                        2.37731,
                        2.16456,
                        1.82855,
                        2.46466,
                        2.31519,
                        2.12967,
                        1.77328,
                        2.43337,
                        2.26394,
                        2.09790,
                        1.72938),
                new Case(
                        "vgg-small",
                        new Shape(3, 32, 32),
                        2e-4,
                        2.79329,
                        2.23441,
                        2.59079,
                        2.53140,
                        2.65901,
                        2.19462,
                        2.50687,
                        2.45812,
                        2.56217,
                        2.17275,
                        2.44573,
                        2.40004,
                        2.48732,
                        2.15879,
                        2.39894,
                        2.35181,
                        2.42736,
                        2.14919,
                        2.36345,
                        2.30899),
                new Case(
                        "resnet20",
                        new Shape(3, 32, 32),
                        2e-3,
                        2.78541,
                        3.58156,
                        2.26787,
                        3.52407,
                        2.64052,
                        3.42148,
                        2.15138,
                        3.34711,
                        2.51402,
                        3.27823,
                        2.05139,
                        3.19008,
                        2.40381,
                        3.15038,
                        1.96475,
                        3.04682,
                        2.30652,
                        3.03356,
                        1.88882,
                        2.91658));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void onednnTrainsAsDeeplearning4jDoes(Case network) {
        double[] losses = losses("onednn", network);
        assertThat(losses).containsExactly(losses("nd4j", network), within(TOLERANCE));
        assertThat(losses).containsExactly(network.golden(), within(TOLERANCE));
    }

    private static double[] losses(String engine, Case network) {
        ModelConfiguration configuration =
                BuiltInModel.named(network.name()).orElseThrow().configuration(CLASSES);
        configuration.layers().forEach(layer -> {
            if (layer.getLayer() instanceof BaseLayer base) {
                base.setIUpdater(new Sgd(network.learningRate()));
                base.setBiasUpdater(null);
            }
        });
        Model model = Model.of(configuration, network.shape());
        double[] losses = new double[STEPS];
        try (GradientKernel kernel = KernelLookup.open(engine, model, Precision.FLOAT32);
                Optimizer optimizer = new Optimizer(model, Precision.FLOAT32, 7)) {
            for (int step = 0; step < STEPS; step++) {
                Batch batch = batch(network.shape(), step % 4);
                losses[step] = kernel.gradient(optimizer.parameters(), batch, optimizer.gradient()) / BATCH;
                optimizer.step(step, 0, BATCH);
            }
        }
        return losses;
    }

    /** Faint noise with a bright band that tells the class. */
    private static Batch batch(Shape shape, long seed) {
        Random random = new Random(seed);
        float[] features = new float[Math.toIntExact(BATCH * shape.size())];
        float[] labels = new float[BATCH * CLASSES];
        for (int n = 0; n < BATCH; n++) {
            int label = random.nextInt(CLASSES);
            labels[n * CLASSES + label] = 1;
            for (int i = 0; i < shape.size(); i++) {
                boolean bright = (long) i * CLASSES / shape.size() == label;
                features[Math.toIntExact(n * shape.size() + i)] =
                        0.2f * ((float) random.nextGaussian() + (bright ? 1 : 0));
            }
        }
        return new Batch(BATCH, features, labels, seed);
    }
}
