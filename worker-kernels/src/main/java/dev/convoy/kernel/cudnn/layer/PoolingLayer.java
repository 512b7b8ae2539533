package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ConvolutionGeometry;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
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
        Launch launch = lines("pool", result)
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
        Tensor outerGradient = rest.backward(result, gradient);
        Tensor before = program.tensor(spec.input());
        Launch launch = lines("pool_back", before)
                .with(outerGradient.buffer())
                .withOrNull(chosen)
                .with(before.buffer())
                .with(program.size(), before.channels(), EnumOrdinals.of(spec.kind()));
        program.append(ConvolutionGeometry.add(launch, spec.input(), spec.output(), spec.window()));
        return before;
    }

    /** Returns a launch with blocks for each line of {@code tensor}. */
    private Launch lines(String kernel, Tensor tensor) {
        long lines = (long) tensor.size() * tensor.shape().height();
        int inLine = Math.toIntExact(Program.packs(tensor) / lines);
        return program.launch((kernel + variant) + (tensor.wide() ? "_wide" : ""))
                .blocks(
                        (inLine + Launch.THREADS - 1) / Launch.THREADS,
                        (int) Math.min(lines, MAX_LINES),
                        Launch.THREADS,
                        1);
    }
}
