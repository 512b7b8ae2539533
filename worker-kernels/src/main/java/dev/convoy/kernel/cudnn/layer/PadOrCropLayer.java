package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.PadOrCrop;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** Zero padding and cropping; the gradient of one is the other. */
final class PadOrCropLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final PadOrCrop spec;

    PadOrCropLayer(Program program, PadOrCrop spec) {
        this.program = program;
        this.spec = spec;
    }

    @Override
    public Tensor forward(Tensor source) {
        return moved(source, program.tensor(spec.output()), spec.top(), spec.left());
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        return needed ? moved(gradient, program.tensor(spec.input()), -spec.top(), -spec.left()) : null;
    }

    private Tensor moved(Tensor from, Tensor to, int top, int left) {
        program.append(program.launch("border")
                .over(to.count())
                .with(from.buffer())
                .with(to.buffer())
                .with(to.count())
                .with(to.channels(), from.shape().height(), from.shape().width())
                .with(to.shape().height(), to.shape().width(), top, left));
        return to;
    }
}
