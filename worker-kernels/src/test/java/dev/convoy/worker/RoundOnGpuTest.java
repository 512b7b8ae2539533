package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** A kernel that keeps the parameters on a GPU for a round gives the result of one that copies them at every step. */
class RoundOnGpuTest {
    private static final int STEPS = 4;

    /** A GPU in Java: computes gradients by {@code reference}, and updates by the formulas of {@link SegmentUpdate}. */
    private static final class JavaGpu implements GradientKernel, DeviceTraining {
        private final GradientKernel kernel;
        private final int length;
        private final FloatPointer held;
        private float[] states;
        private double loss;
        private int steps;
        private int loads;

        JavaGpu(Model model) {
            this.kernel = KernelLookup.open("reference", model, Precision.FLOAT32);
            this.length = Math.toIntExact(model.parameters());
            this.held = new FloatPointer(length);
        }

        @Override
        public Optional<DeviceTraining> training() {
            return Optional.of(this);
        }

        @Override
        public void begin(FlatVector parameters, FlatVector given) {
            load(parameters);
            states = given.toFloats();
            loss = 0;
        }

        @Override
        public void step(Batch batch, List<SegmentUpdate> update) {
            steps++;
            try (FloatPointer gradient = new FloatPointer(length)) {
                loss += kernel.gradient(held, batch, gradient);
                for (SegmentUpdate one : update) {
                    SegmentUpdate.Segment segment = one.segment();
                    SegmentUpdate.Penalty penalty = one.penalty();
                    for (int i = 0; i < segment.to() - segment.from(); i++) {
                        int place = segment.from() + i;
                        float p = held.get(place);
                        double g = gradient.get(place) / penalty.divisor() + penalty.l2() * p;
                        held.put(place, (float) (p - change(one, i, g) - penalty.weightDecay() * p));
                    }
                }
            }
        }

        private double change(SegmentUpdate update, int i, double g) {
            int first = update.segment().firstMoment() + i;
            int second = update.segment().secondMoment() + i;
            float rate = update.numbers().learningRate();
            float beta1 = update.numbers().beta1();
            float beta2 = update.numbers().beta2();
            float epsilon = update.numbers().epsilon();
            return switch (update.rule()) {
                case SUBTRACT -> g;
                case SGD -> rate * g;
                case NESTEROVS -> {
                    double before = beta1 * states[first];
                    states[first] = (float) (before - rate * g);
                    yield before - (1 + beta1) * states[first];
                }
                case RMS_PROP -> {
                    states[first] = (float) (beta1 * states[first] + (1 - beta1) * g * g);
                    yield rate * g / (Math.sqrt(states[first]) + epsilon);
                }
                case ADAM -> {
                    states[first] = (float) (beta1 * states[first] + (1 - beta1) * g);
                    states[second] = (float) (beta2 * states[second] + (1 - beta2) * g * g);
                    yield rate * states[first] / (Math.sqrt(states[second]) + epsilon);
                }
                case HEAVY_BALL -> throw new AssertionError("not computed by GPU kernels");
            };
        }

        @Override
        public Trained end() {
            return new Trained(FlatVector.copyOf(DataType.FLOAT, held, length), FlatVector.of(states), loss);
        }

        @Override
        public void load(FlatVector parameters) {
            loads++;
            parameters.copyTo(held);
        }

        @Override
        public double evaluate(Batch batch, float[] outputs) {
            return kernel.evaluate(held, batch, outputs);
        }

        @Override
        public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
            return kernel.gradient(parameters, batch, gradient);
        }

        @Override
        public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
            return kernel.evaluate(parameters, batch, outputs);
        }

        @Override
        public void close() {
            held.close();
            kernel.close();
        }
    }

    private static NeuralNetConfiguration.Builder builder(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().seed(1).updater(updater);
    }

    private static Model model(NeuralNetConfiguration.Builder builder) {
        return Model.of(
                builder.list()
                        .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Networks.dense(5))
                        .layer(Networks.output(3))
                        .build(),
                new Shape(2, 6, 6));
    }

    static Stream<NeuralNetConfiguration.Builder> plain() {
        return Stream.of(
                builder(new Sgd(0.1)),
                builder(new Nesterovs(0.1, 0.9)).l2(1e-2),
                builder(new RmsProp(1e-2)),
                builder(new Adam(1e-2)).weightDecay(1e-2));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void handsInTheSame(NeuralNetConfiguration.Builder builder) {
        Model model = model(builder);
        JavaGpu gpu = new JavaGpu(model);
        try (WorkerStep onGpu = new WorkerStep(gpu, "GPU", model, Precision.FLOAT32, 1, Device.CPU);
                WorkerStep stepByStep = new WorkerStep(model, Precision.FLOAT32, "reference", 1, Device.CPU);
                Optimizer start = new Optimizer(model, Precision.FLOAT32, 7)) {
            WorkerResult expected = stepByStep.run(start.state(), batches(model), 3, 0);
            WorkerResult actual = onGpu.run(start.state(), batches(model), 3, 0);
            assertThat(gpu.steps).isEqualTo(STEPS);
            assertThat(actual.examples()).isEqualTo(expected.examples());
            assertThat(actual.lossSum()).isCloseTo(expected.lossSum(), within(1e-4));
            assertThat(actual.state().parameters().toDoubles())
                    .containsExactly(expected.state().parameters().toDoubles(), within(1e-5));
            assertThat(actual.state().updaterState().toDoubles())
                    .containsExactly(expected.state().updaterState().toDoubles(), within(1e-5));
        }
    }

    @Test
    void frozenLayersStay() {
        Model model = model(builder(new Adam(1e-2)).l2(1e-2)).frozenUntil("layer1");
        JavaGpu gpu = new JavaGpu(model);
        try (WorkerStep onGpu = new WorkerStep(gpu, "GPU", model, Precision.FLOAT32, 1, Device.CPU);
                Optimizer start = new Optimizer(model, Precision.FLOAT32, 7)) {
            ModelState before = start.state();
            ModelState after = onGpu.run(before, batches(model), 0, 0).state();
            int frozen = Math.toIntExact(model.layers().get(2).parameterOffset());
            assertThat(gpu.steps).isEqualTo(STEPS);
            assertThat(Arrays.copyOf(after.parameters().toDoubles(), frozen))
                    .isEqualTo(Arrays.copyOf(before.parameters().toDoubles(), frozen));
            assertThat(after.parameters().bytes())
                    .isNotEqualTo(before.parameters().bytes());
        }
    }

    @Test
    void aRoundWithoutMinibatchesLeavesTheStateAsItIs() {
        Model model = model(builder(new Adam(1e-2)));
        try (WorkerStep onGpu = new WorkerStep(new JavaGpu(model), "GPU", model, Precision.FLOAT32, 1, Device.CPU);
                Optimizer start = new Optimizer(model, Precision.FLOAT32, 7)) {
            ModelState before = start.state();
            ModelState after =
                    onGpu.run(before, Stream.<Batch>empty().iterator(), 0, 0).state();
            assertThat(after.parameters().bytes()).isEqualTo(before.parameters().bytes());
            assertThat(after.updaterState().bytes())
                    .isEqualTo(before.updaterState().bytes());
        }
    }

    @Test
    void anOptimizerStateOfAnotherSizeIsRefused() {
        Model model = model(builder(new Adam(1e-2)));
        try (WorkerStep onGpu = new WorkerStep(new JavaGpu(model), "GPU", model, Precision.FLOAT32, 1, Device.CPU);
                Optimizer start = new Optimizer(model, Precision.FLOAT32, 7)) {
            ModelState wrong = new ModelState(start.state().parameters(), FlatVector.of(1f, 2f));
            assertThatThrownBy(() -> onGpu.run(wrong, batches(model), 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the optimizer state must be %d FLOAT values. Given: 2 FLOAT",
                            start.state().updaterState().length());
        }
    }

    @Test
    void anEvaluationLoadsTheParametersOnce() {
        Model model = model(builder(new Sgd(0.1)));
        JavaGpu gpu = new JavaGpu(model);
        try (WorkerStep onGpu = new WorkerStep(gpu, "GPU", model, Precision.FLOAT32, 1, Device.CPU);
                WorkerStep onCpu = new WorkerStep(model, Precision.FLOAT32, "reference", 1, Device.CPU);
                Optimizer first = new Optimizer(model, Precision.FLOAT32, 7);
                Optimizer second = new Optimizer(model, Precision.FLOAT32, 8)) {
            for (ModelState state : List.of(first.state(), second.state())) {
                double expected = onCpu.evaluate(state, batches(model), 3).meanLoss();
                assertThat(onGpu.evaluate(state, batches(model), 3).meanLoss()).isCloseTo(expected, within(1e-9));
            }
            assertThat(gpu.loads).isEqualTo(2);
        }
    }

    static Stream<NeuralNetConfiguration.Builder> leftToDeeplearning4j() {
        return Stream.of(
                builder(new Sgd(0.1)).l1(1e-2),
                builder(new Sgd(0.1)).gradientNormalization(GradientNormalization.ClipL2PerLayer),
                builder(new Sgd(0.1)).constrainWeights(new MaxNormConstraint(1, 1)));
    }

    @ParameterizedTest
    @MethodSource("leftToDeeplearning4j")
    void whatTheGpuCannotUpdateIsUpdatedHere(NeuralNetConfiguration.Builder builder) {
        Model model = model(builder);
        JavaGpu gpu = new JavaGpu(model);
        try (WorkerStep step = new WorkerStep(gpu, "GPU", model, Precision.FLOAT32, 1, Device.CPU);
                Optimizer start = new Optimizer(model, Precision.FLOAT32, 7)) {
            step.run(start.state(), batches(model), 0, 0);
            assertThat(gpu.steps).isZero();
        }
    }

    private static Iterator<Batch> batches(Model model) {
        return IntStream.range(0, STEPS)
                .mapToObj(i -> Networks.batch(model, i + 3, i))
                .iterator();
    }
}
