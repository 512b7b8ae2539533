package dev.convoy.kernel.cudnn.layer.normalization;

import dev.convoy.kernel.cudnn.program.ColumnReduction;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/**
 * Batch normalization, with ReLU fused if it follows. Training uses the minibatch's statistics; testing, and a frozen
 * layer, use the running ones.
 */
public final class NormalizationLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final BatchNormalization spec;
    private final int relu;
    private final boolean frozen;
    private final Normalization numbers;
    private Tensor source;

    /** @param frozen whether training uses the running statistics too, and changes nothing */
    public NormalizationLayer(Program program, BatchNormalization spec, boolean relu, boolean frozen) {
        this.program = program;
        this.spec = spec;
        this.relu = relu ? 1 : 0;
        this.frozen = frozen;
        this.numbers = new Normalization(program, spec);
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        numbers.measure(source, frozen);
        Tensor result = program.tensor(spec.output());
        Launch launch = ColumnReduction.withoutSums(source)
                .launch(program, "norm_apply")
                .with(source.buffer())
                .with(result.buffer())
                .with(source.places())
                .with(source.channels());
        program.append(numbers.passTo(launch).with(relu));
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        ColumnReduction columns = ColumnReduction.of(source);
        Launch launch = columns.launch(program, "norm_shares")
                .with(source.buffer())
                .with(gradient.buffer())
                .with(columns.allocate(program, source.channels(), 2))
                .with(columns.counters(program))
                .with(source.places())
                .with(source.channels());
        program.append(numbers.passSharesTo(numbers.passTo(launch).with(relu)));
        return needed ? numbers.backward(gradient, relu) : null;
    }
}
