package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.LocalResponseNormalization;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** Local response normalization. */
final class LocalResponseNormalizationLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final LocalResponseNormalization spec;
    private final DeviceBuffer scales;
    private Tensor source;

    LocalResponseNormalizationLayer(Program program, LocalResponseNormalization spec) {
        this.program = program;
        this.spec = spec;
        this.scales = program.allocate(program.size() * spec.output().size() * Float.BYTES);
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        Tensor result = program.tensor(spec.output());
        program.append(program.launch("response")
                .over(result.count())
                .with(source.buffer())
                .with(result.buffer())
                .with(scales)
                .with(result.count())
                .with(result.channels(), spec.reach())
                .with((float) spec.k())
                .with((float) spec.alpha())
                .with((float) spec.beta()));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.output());
        program.append(program.launch("response_back")
                .over(before.count())
                .with(source.buffer())
                .with(gradient.buffer())
                .with(before.buffer())
                .with(scales)
                .with(before.count())
                .with(before.channels(), spec.reach())
                .with((float) spec.alpha())
                .with((float) spec.beta()));
        return before;
    }
}
