package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ConvolutionGeometry;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Window;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** Max and average pooling; after the maximum, the bias of the convolution before it and the fused function. */
final class PoolingLayer implements CompiledLayer.Single<Tensor, Tensor> {
    /** The most taps of a window that one byte tells apart, and from none. */
    private static final int MAX_BYTE_TAPS = 255;
    /** The most blocks in the second direction of a launch. */
    private static final int MAX_LINES = 65535;

    private final Program program;
    private final Pooling spec;

    /** The tap that each maximum came from; null for averages. */
    private final DeviceBuffer chosen;

    private final BiasActivation rest;
    private final String variant;
    private Tensor result;

    PoolingLayer(Program program, Pooling spec, BiasActivation rest) {
        this.program = program;
        this.spec = spec;
        this.rest = rest;
        boolean large = spec.window().kernelHeight() * spec.window().kernelWidth() > MAX_BYTE_TAPS;
        this.variant = large ? "_large" : "";
        this.chosen = spec.kind() == Pooling.Kind.MAX
                ? program.allocate(program.size() * spec.output().size() * (large ? Integer.BYTES : Byte.BYTES))
                : null;
    }

    @Override
    public Tensor forward(Tensor source) {
        result = program.tensor(spec.output());
        Launch launch = lines("pool", result, 1)
                .with(source.buffer())
                .withOrNull(rest.bias())
                .with(result.buffer())
                .withOrNull(chosen)
                .with(
                        program.size(),
                        result.channels(),
                        EnumOrdinals.of(spec.kind()),
                        rest.function().kind())
                .with(rest.function().alpha());
        program.append(ConvolutionGeometry.add(launch, spec.input(), spec.output(), spec.window()));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        // With a bias, its gradient needs a pass over the outer gradient, which computes the function's, too.
        boolean fused = !rest.hasBias() && !rest.function().isNone();
        Tensor outerGradient = fused ? gradient : rest.backward(result, gradient);
        Tensor before = program.tensor(spec.input());
        boolean four = isFourAtOnce();
        Launch launch = (four ? lines("pool_back", before, 2) : lines("pool_back", before, 1))
                .with(outerGradient.buffer())
                .withOrNull(fused ? result.buffer() : null)
                .withOrNull(chosen)
                .with(before.buffer())
                .with(
                        program.size(),
                        before.channels(),
                        EnumOrdinals.of(spec.kind()),
                        rest.function().kind())
                .with(rest.function().alpha())
                .with(four ? 1 : 0);
        program.append(ConvolutionGeometry.add(launch, spec.input(), spec.output(), spec.window()));
        return before;
    }

    /** Whether the windows are such that a thread can compute the gradient of four positions from few of them. */
    private boolean isFourAtOnce() {
        Window window = spec.window();
        return spec.kind() == Pooling.Kind.MAX
                && window.stride().equals(new Window.Extent(2, 2))
                && window.dilation().equals(new Window.Extent(1, 1))
                && Math.max(window.kernelHeight(), window.kernelWidth()) <= 4;
    }

    /** Returns a launch with blocks for the lines of {@code tensor}, {@code by} lines and columns at once. */
    private Launch lines(String kernel, Tensor tensor, int by) {
        long lines = tensor.size() * (tensor.shape().height() / by + by - 1L);
        long packs = Program.packs(tensor) / tensor.places();
        int inLine = Math.toIntExact((tensor.shape().width() / by + by - 1) * packs);
        return program.launch((kernel + variant) + (tensor.wide() ? "_wide" : ""))
                .blocks(
                        (inLine + Launch.THREADS - 1) / Launch.THREADS,
                        (int) Math.min(lines, MAX_LINES),
                        Launch.THREADS,
                        1);
    }
}
