package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.plan.ConvolutionGraph;
import dev.convoy.kernel.cudnn.plan.ConvolutionPlans;
import dev.convoy.kernel.cudnn.plan.ConvolutionProblem;
import dev.convoy.kernel.cudnn.plan.ConvolutionProblem.Kind;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
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
    private final WeightTable.Extents given;
    private final WeightTable.Patch patch;
    private final DeviceBuffer weights;

    public ConvolutionSteps(Program program, Convolution spec) {
        this(program, spec, spec.input(), spec.window(), WeightTable.Patch.NONE);
    }

    /** @param images how the images that the convolution reads are kept */
    public ConvolutionSteps(Program program, Convolution spec, ImageLayout images) {
        this(program, spec, images.stored(), images.window(spec), images.weights(spec));
    }

    private ConvolutionSteps(Program program, Convolution spec, Shape input, Window window, WeightTable.Patch patch) {
        this.program = program;
        this.filter = spec.filter();
        this.input = input;
        this.output = spec.output();
        this.window = window;
        this.groups = spec.groups();
        this.given = new WeightTable.Extents(
                spec.input().channels() / groups,
                spec.window().kernelHeight(),
                spec.window().kernelWidth());
        this.patch = patch;
        this.weights = program.converted(
                entry(program.keep(of(Kind.FORWARD).weights() * program.type().bytes())));
    }

    private ConvolutionProblem of(Kind kind) {
        return new ConvolutionProblem(kind, program.size(), input, output, window, groups);
    }

    private WeightTable.Entry entry(DeviceBuffer buffer) {
        return new WeightTable.Entry(
                filter,
                buffer,
                new WeightTable.Entry.Outputs(output.channels(), output.channels() / groups),
                new WeightTable.Extents(of(Kind.FORWARD).inputs(), window.kernelHeight(), window.kernelWidth()),
                given,
                patch);
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

    /**
     * Computes {@code y = max(x ∗ w + b, 0)} and returns true, if cuDNN can do all of it at once.
     *
     * @param biasOffset offset of b in the parameters
     */
    public boolean forwardBiasRelu(Tensor x, long biasOffset, Tensor y) {
        Optional<ConvolutionPlans.Plan> plan = program.plans().of(of(Kind.FORWARD_BIAS_RELU));
        plan.ifPresent(found -> {
            Map<Long, DeviceBuffer> buffers = buffers(x.buffer(), weights, y.buffer());
            buffers.put(ConvolutionGraph.BIAS, program.converted(biasOffset, output.channels()));
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
        program.convertGradient(entry(gradient));
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
