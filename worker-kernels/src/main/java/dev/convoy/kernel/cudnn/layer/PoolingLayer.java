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
    /** The tap that each maximum came from; null for averages. */
    private final DeviceBuffer chosen;

    private final BiasActivation rest;
    private Tensor result;

    PoolingLayer(Program program, Pooling spec, BiasActivation rest) {
        this.program = program;
        this.spec = spec;
        this.rest = rest;
        this.chosen = spec.kind() == Pooling.Kind.MAX
                ? program.allocate(program.size() * spec.output().size() * Integer.BYTES)
                : null;
    }

    @Override
    public Tensor forward(Tensor source) {
        result = program.tensor(spec.output());
        Launch launch = program.launch("pool", result)
                .with(source.buffer())
                .with(result.buffer())
                .withOrNull(chosen)
                .with(Program.packs(result))
                .with(result.channels(), EnumOrdinals.of(spec.kind()));
        program.append(ConvolutionGeometry.add(launch, spec.input(), spec.output(), spec.window()));
        rest.forward(result);
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        Tensor outerGradient = rest.backward(result, gradient);
        Tensor before = program.tensor(spec.input());
        Launch launch = program.launch("pool_back", before)
                .with(outerGradient.buffer())
                .withOrNull(chosen)
                .with(before.buffer())
                .with(Program.packs(before))
                .with(before.channels(), EnumOrdinals.of(spec.kind()));
        program.append(ConvolutionGeometry.add(launch, spec.input(), spec.output(), spec.window()));
        return before;
    }
}
