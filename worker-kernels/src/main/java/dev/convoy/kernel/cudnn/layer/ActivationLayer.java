package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/** An elementwise activation function as a separate layer; its backward pass reads the input. */
final class ActivationLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Activate spec;
    private final ElementwiseFunction function;
    private Tensor source;

    ActivationLayer(Program program, Activate spec) {
        this.program = program;
        this.spec = spec;
        this.function = ElementwiseFunction.of(spec.activation());
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        Tensor result = program.tensor(spec.output());
        program.append(program.launch("activate", result)
                .with(source.buffer())
                .with(result.buffer())
                .with(Program.packs(result))
                .with(function.kind())
                .with(function.alpha()));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.output());
        program.append(program.launch("activate_back", before)
                .with(source.buffer())
                .with(gradient.buffer())
                .with(before.buffer())
                .with(Program.packs(before))
                .with(function.kind())
                .with(function.alpha()));
        return before;
    }
}
