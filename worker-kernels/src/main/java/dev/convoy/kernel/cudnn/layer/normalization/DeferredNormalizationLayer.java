package dev.convoy.kernel.cudnn.layer.normalization;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/**
 * A batch normalization whose only reader is a {@link ResidualSumLayer}, which applies it: this layer measures the
 * statistics and passes on its source.
 */
final class DeferredNormalizationLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Normalization numbers;

    DeferredNormalizationLayer(Program program, BatchNormalization spec) {
        this.numbers = new Normalization(program, spec);
    }

    Normalization numbers() {
        return numbers;
    }

    @Override
    public Tensor forward(Tensor source) {
        numbers.measure(source, false);
        return source;
    }

    /** The sum's backward pass has computed the shares. */
    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        return needed ? numbers.backward(gradient, 0) : null;
    }
}
