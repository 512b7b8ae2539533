package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Dropout;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Optional;

/** Inverted dropout. */
final class DropoutLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Dropout spec;

    DropoutLayer(Program program, Dropout spec) {
        this.program = program;
        this.spec = spec;
    }

    @Override
    public Tensor forward(Tensor source) {
        Tensor result = program.tensor(spec.output());
        ElementwiseFunction none = ElementwiseFunction.of(Optional.empty());
        program.appendInference(program.launch("activate", result)
                .with(source.buffer())
                .with(result.buffer())
                .with(Program.packs(result))
                .with(none.kind())
                .with(none.alpha()));
        program.appendTraining(masking(source, result));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.output());
        program.append(masking(gradient, before));
        return before;
    }

    /** Returns a launch that applies the mask, in both passes: the gradient passes where the value did. */
    private Launch masking(Tensor from, Tensor to) {
        return program.launch("dropout")
                .over(to.count())
                .with(from.buffer())
                .with(to.buffer())
                .with(to.count())
                .with(to.channels())
                .with((long) to.plane())
                .with(program.given())
                .with(spec.number())
                .with(spec.keep());
    }
}
