package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** Softmax over the channels as a separate layer; the softmax of a cross entropy is part of the loss. */
final class SoftmaxLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Activate spec;
    private Tensor result;

    SoftmaxLayer(Program program, Activate spec) {
        this.program = program;
        this.spec = spec;
    }

    @Override
    public Tensor forward(Tensor source) {
        result = program.tensor(spec.output());
        program.append(program.launch("softmax")
                .over(result.places())
                .with(source.buffer())
                .with(result.buffer())
                .with(result.places())
                .with(result.channels()));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.output());
        program.append(program.launch("softmax_back")
                .over(before.places())
                .with(result.buffer())
                .with(gradient.buffer())
                .with(before.buffer())
                .with(before.places())
                .with(before.channels()));
        return before;
    }
}
