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
    private final Program program;
    private final Pooling spec;
    /** The most taps of a window that one byte tells apart, and from none. */
    private static final int MAX_BYTE_TAPS = 255;

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
        Launch launch = program.launch("pool" + variant, result)
                .with(source.buffer())
                .withOrNull(rest.bias())
                .with(result.buffer())
                .withOrNull(chosen)
                .with(Program.packs(result))
                .with(result.channels(), EnumOrdinals.of(spec.kind()), rest.function().kind())
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
        Launch launch = program.launch("pool_back" + variant, before)
                .with(outerGradient.buffer())
                .withOrNull(chosen)
                .with(before.buffer())
                .with(Program.packs(before))
                .with(before.channels(), EnumOrdinals.of(spec.kind()));
        program.append(ConvolutionGeometry.add(launch, spec.input(), spec.output(), spec.window()));
        return before;
    }
}
