package dev.convoy.bench.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GpuLostError;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The check passes for a right engine, and names what is wrong with others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GpuCheckTest {
    private static final NetworkKernelProvider ONEDNN = KernelLookup.networkEngine("onednn", Device.CPU);
    private static final NetworkKernelProvider REFERENCE = KernelLookup.networkEngine("reference", Device.CPU);

    private final List<CheckCase> all = BuiltInCases.all();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** What an engine does wrong. */
    private enum Fault {
        GRADIENT,
        OUTPUTS,
        REPETITION,
        ROUND,
        LOST
    }

    /** An engine that computes as {@code onednn} does, and trains by the right formulas, but for one fault. */
    private record Faulty(Fault fault) implements NetworkKernelProvider {
        @Override
        public String engine() {
            return "faulty";
        }

        @Override
        public Optional<String> unsupportedReason(Precision precision) {
            return Optional.empty();
        }

        @Override
        public String arithmetic(Precision precision) {
            return "mostly right";
        }

        @Override
        public GradientKernel open(Network network, Precision precision) {
            return new FaultyKernel(fault, network, ONEDNN.open(network, precision));
        }
    }

    private static final class FaultyKernel implements GradientKernel, DeviceTraining {
        private final Fault fault;
        private final Network network;
        private final GradientKernel right;
        private int calls;
        private UpdateFormulas trained;
        private double loss;

        FaultyKernel(Fault fault, Network network, GradientKernel right) {
            this.fault = fault;
            this.network = network;
            this.right = right;
        }

        @Override
        public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
            if (fault == Fault.LOST) {
                throw new GpuLostError("an illegal memory access was encountered");
            }
            double result = right.gradient(parameters, batch, gradient);
            calls++;
            if (fault == Fault.GRADIENT || (fault == Fault.REPETITION && calls == 2)) {
                long last = network.parameters() - 1;
                FloatPointer values = new FloatPointer(gradient);
                values.put(last, values.get(last) * (fault == Fault.GRADIENT ? 1.5f : 1.00001f));
            }
            return result;
        }

        @Override
        public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
            double result = right.evaluate(parameters, batch, outputs);
            if (fault == Fault.OUTPUTS) {
                outputs[0] = Float.NaN;
            }
            return result;
        }

        @Override
        public Optional<DeviceTraining> training() {
            return Optional.of(this);
        }

        @Override
        public void begin(FlatVector parameters, FlatVector states) {
            trained = new UpdateFormulas(parameters.toFloats(), states.toFloats());
            loss = 0;
        }

        @Override
        public void load(FlatVector parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double evaluate(Batch batch, float[] outputs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void step(Batch batch, List<SegmentUpdate> update) {
            try (FloatPointer parameters = new FloatPointer(trained.parameters());
                    FloatPointer gradient = new FloatPointer(network.parameters())) {
                loss += gradient(parameters, batch, gradient);
                float[] values = values(gradient, trained.parameters().length);
                update.stream()
                        .filter(one -> fault != Fault.ROUND || one.rule() != SegmentUpdate.Rule.ADAM)
                        .forEach(one -> trained.apply(one, values));
            }
        }

        @Override
        public Trained end() {
            return new Trained(FlatVector.of(trained.parameters()), FlatVector.of(trained.states()), loss);
        }

        @Override
        public void close() {
            right.close();
        }

        private static float[] values(Pointer from, int count) {
            float[] values = new float[count];
            new FloatPointer(from).get(values);
            return values;
        }
    }

    private List<CheckCase> some(String... parts) {
        return all.stream()
                .filter(one -> Arrays.stream(parts).anyMatch(one.name()::contains))
                .toList();
    }

    private boolean check(NetworkKernelProvider engine, List<CheckCase> cases, Precision... precisions)
            throws InterruptedException {
        printed.reset();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new GpuCheck(engine, REFERENCE, out, out).run(cases, List.of(precisions), 7);
    }

    private List<String> lines(String start) {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    @Test
    void aRightEnginePassesInEachPrecision() throws Exception {
        List<CheckCase> cases = some("deconvolution 3×3", "image batch", "MAX pooling with");

        assertThat(check(ONEDNN, cases, Precision.FLOAT32, Precision.BFLOAT16))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isTrue();
        assertThat(lines("float32: " + cases.size() + " cases, 0 failures")).hasSize(1);
        // Those with maxima are left out.
        assertThat(lines("bfloat16: " + (cases.size() - 2) + " cases, 0 failures"))
                .hasSize(1);
    }

    @Test
    void aWrongGradientIsOneLineThatNamesTheLayer() throws Exception {
        assertThat(check(new Faulty(Fault.GRADIENT), some("upsampling by 2×3"), Precision.FLOAT32))
                .isFalse();
        assertThat(lines("FAILED"))
                .singleElement()
                .asString()
                .startsWith("FAILED upsampling by 2×3 batch ")
                .contains(": gradient of layer3 differs by ");
        assertThat(lines("float32: 1 cases, 1 failures")).hasSize(1);
    }

    @Test
    void outputsThatWereNotWrittenAreFound() throws Exception {
        assertThat(check(new Faulty(Fault.OUTPUTS), some("cropping"), Precision.FLOAT32))
                .isFalse();
        assertThat(lines("FAILED")).singleElement().asString().contains("output at test time differs by NaN");
    }

    @Test
    void otherBitsAtTheSecondCallAreFound() throws Exception {
        assertThat(check(new Faulty(Fault.REPETITION), some("cropping"), Precision.FLOAT32))
                .isFalse();
        assertThat(lines("FAILED"))
                .singleElement()
                .asString()
                .endsWith(": the same call gives other bits when repeated");
    }

    @Test
    void anUpdateThatIsMissingInARoundIsFound() throws Exception {
        assertThat(check(new Faulty(Fault.ROUND), some("cropping"), Precision.FLOAT32))
                .isFalse();
        assertThat(lines("FAILED"))
                .singleElement()
                .asString()
                .contains("parameters after a round with ADAM", "optimizer state after a round with ADAM")
                .doesNotContain("SGD");
    }

    @Test
    void aLostGpuEndsTheCheckWithOneLine() throws Exception {
        assertThat(check(new Faulty(Fault.LOST), some("cropping"), Precision.FLOAT32, Precision.BFLOAT16))
                .isFalse();
        assertThat(lines("")).hasSize(2);
        assertThat(lines("the GPU is lost: an illegal memory access was encountered"))
                .hasSize(1);
    }

    @Test
    void anEngineThatCannotComputeHereIsInvalidInput() {
        NetworkKernelProvider none = KernelLookup.networkEngine("cudnn", Device.CPU);
        assertThatThrownBy(() -> check(none, some("cropping"), Precision.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the engine must be able to compute here in float32: it computes on GPUs");
    }

    @Test
    void everyParameterBelongsToOneLayer() {
        // resnet50 has no kind of layer that no other case has, and 23 million parameters.
        for (CheckCase one :
                all.stream().filter(one -> !one.name().equals("resnet50")).toList()) {
            int[] positions = one.network().nodes().stream()
                    .flatMapToInt(node -> Arrays.stream(LayerParameters.positions(node.layer())))
                    .sorted()
                    .toArray();
            assertThat(positions)
                    .as(one.name())
                    .isEqualTo(
                            IntStream.range(0, (int) one.network().parameters()).toArray());
        }
    }

    @Test
    void aFileOfCasesHoldsTheSameNetworks(@TempDir Path folder) throws Exception {
        List<CheckCase> cases = some("lenet", "weighted", "frozen");
        CaseFile.write(folder.resolve("cases"), cases);

        assertThat(CaseFile.read(folder.resolve("cases")))
                .usingRecursiveComparison()
                .isEqualTo(cases);
    }
}
