package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Upsampling;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** Repeats rows and columns; the gradient adds up what was repeated. */
final class UpsamplingLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Upsampling spec;

    UpsamplingLayer(Program program, Upsampling spec) {
        this.program = program;
        this.spec = spec;
    }

    @Override
    public Tensor forward(Tensor source) {
        return resampled("upsample", source, program.tensor(spec.output()));
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        return needed ? resampled("upsample_back", gradient, program.tensor(spec.input())) : null;
    }

    private Tensor resampled(String kernel, Tensor from, Tensor to) {
        program.append(program.launch(kernel)
                .over(to.count())
                .with(from.buffer())
                .with(to.buffer())
                .with(to.count())
                .with(to.channels(), spec.input().height(), spec.input().width(), spec.rows(), spec.columns()));
        return to;
    }
}
