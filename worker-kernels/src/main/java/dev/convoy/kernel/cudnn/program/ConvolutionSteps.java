package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.program.ConvolutionProblem.Kind;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The products of one convolution: by cuDNN, or by our own slow kernels if cuDNN has no engine for the shape. The
 * weights are converted from the flattened vector once per minibatch, and their gradient is written back there.
 */
public final class ConvolutionSteps {
    private final Program program;
    private final Filter filter;
    private final Shape input;
    private final Shape output;
    private final Window window;
    private final int groups;
    private final DeviceBuffer weights;

    public ConvolutionSteps(Program program, Filter filter, Shape input, Shape output, Window window, int groups) {
        this.program = program;
        this.filter = filter;
        this.input = input;
        this.output = output;
        this.window = window;
        this.groups = groups;
        this.weights = program.keep(of(Kind.FORWARD).weights() * program.type().bytes());
    }

    private ConvolutionProblem of(Kind kind) {
        return new ConvolutionProblem(kind, program.size(), input, output, window, groups);
    }

    public void loadWeights() {
        program.append(strided("weights_in", program.parameters(filter.weightsOffset()), weights));
    }

    private Launch strided(String kernel, DeviceBuffer from, DeviceBuffer to) {
        ConvolutionProblem shape = of(Kind.FORWARD);
        Launch launch = program.launch(kernel)
                .over(shape.weights())
                .with(from)
                .with(to)
                .with(
                        Math.toIntExact(shape.weights()),
                        output.channels() / groups,
                        shape.inputs(),
                        window.kernelHeight(),
                        window.kernelWidth());
        for (long stride : filter.strides()) {
            launch.with(stride);
        }
        return launch;
    }

    public void forward(Tensor x, Tensor y) {
        Launch direct = program.launch("direct")
                .over(y.count())
                .with(x.buffer())
                .with(weights)
                .with(y.buffer())
                .with(y.count());
        append(of(Kind.FORWARD), buffers(x.buffer(), weights, y.buffer()), direct);
    }

    /** Computes {@code y = max(x ∗ w + b, 0)} and returns true, if cuDNN can do all of it at once. */
    public boolean forwardBiasRelu(Tensor x, DeviceBuffer bias, Tensor y) {
        Optional<ConvolutionPlans.Plan> plan = program.plans().of(of(Kind.FORWARD_BIAS_RELU));
        plan.ifPresent(found -> {
            DeviceBuffer typed =
                    program.allocate((long) output.channels() * program.type().bytes());
            program.append(program.launch("cast_in")
                    .over(output.channels())
                    .with(bias)
                    .with(typed)
                    .with((long) output.channels()));
            Map<Long, DeviceBuffer> buffers = buffers(x.buffer(), weights, y.buffer());
            buffers.put(ConvolutionGraph.BIAS, typed);
            program.append(new PlanStep(program, found, buffers));
        });
        return plan.isPresent();
    }

    public void data(Tensor dy, Tensor dx) {
        Launch direct = program.launch("direct_data")
                .over(dx.count())
                .with(dy.buffer())
                .with(weights)
                .with(dx.buffer())
                .with(dx.count());
        append(of(Kind.DATA), buffers(dx.buffer(), weights, dy.buffer()), direct);
    }

    public void weights(Tensor x, Tensor dy) {
        ConvolutionProblem convolve = of(Kind.WEIGHTS);
        DeviceBuffer gradient =
                program.allocate(convolve.weights() * program.type().bytes());
        Launch direct = program.launch("direct_weights")
                .blocks(Math.toIntExact(convolve.weights()), 1, Launch.THREADS, 1)
                .with(x.buffer())
                .with(dy.buffer())
                .with(gradient)
                .with(program.size());
        append(convolve, buffers(x.buffer(), gradient, dy.buffer()), direct);
        program.append(strided("weights_out", gradient, program.gradient(filter.weightsOffset())));
    }

    private void append(ConvolutionProblem convolve, Map<Long, DeviceBuffer> buffers, Launch direct) {
        Optional<ConvolutionPlans.Plan> plan = program.plans().of(convolve);
        if (plan.isPresent()) {
            program.append(new PlanStep(program, plan.get(), buffers));
            return;
        }
        program.append(ConvolutionGeometry.add(
                direct.with(input.channels(), output.channels(), groups), input, output, window));
    }

    private static Map<Long, DeviceBuffer> buffers(DeviceBuffer input, DeviceBuffer weights, DeviceBuffer output) {
        return new HashMap<>(Map.of(
                ConvolutionGraph.INPUT, input, ConvolutionGraph.WEIGHTS, weights, ConvolutionGraph.OUTPUT, output));
    }
}
