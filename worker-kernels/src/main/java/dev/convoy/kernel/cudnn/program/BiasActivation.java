package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.graph.Filter;

/**
 * A bias per channel, and a function whose slope follows from its output, after a product. Either may be missing.
 *
 * @param biasOffset {@link Filter#NO_BIAS} if there is none
 */
public record BiasActivation(Program program, long biasOffset, ElementwiseFunction function) {
    public boolean hasBias() {
        return biasOffset != Filter.NO_BIAS;
    }

    public DeviceBuffer bias() {
        return hasBias() ? program.parameters(biasOffset) : null;
    }

    /** Computes {@code y = f(y + b)} in place. */
    public void forward(Tensor y) {
        if (hasBias() || !function.isNone()) {
            program.append(ColumnReduction.withoutSums(y)
                    .launch(program, "bias_activate")
                    .with(y.buffer())
                    .withOrNull(bias())
                    .with(y.places())
                    .with(y.channels(), function.kind())
                    .with(function.alpha()));
        }
    }

    /** Adds the bias to float32 outputs, without a function. */
    public void addToFloats(Tensor y) {
        if (hasBias()) {
            program.append(program.launch("bias_of_floats")
                    .over(y.count())
                    .with(y.buffer())
                    .with(bias())
                    .with(y.count())
                    .with(y.channels()));
        }
    }

    /**
     * Writes the bias's gradient and returns the gradient by the product.
     *
     * @param y the output; not read if there is no function
     */
    public Tensor backward(Tensor y, Tensor dy) {
        if (function.isNone() && !hasBias()) {
            return dy;
        }
        Tensor dz = function.isNone() ? dy : program.tensor(dy.shape());
        ColumnReduction columns = ColumnReduction.of(dy);
        program.append(columns.launch(program, "bias_back")
                .withOrNull(function.isNone() ? null : y.buffer())
                .with(dy.buffer())
                .with(dz.buffer())
                .withOrNull(hasBias() ? columns.allocate(program, dy.channels(), 1) : null)
                .withOrNull(hasBias() ? columns.counters(program) : null)
                .withOrNull(hasBias() ? program.gradient(biasOffset) : null)
                .with(dy.places())
                .with(dy.channels(), function.kind())
                .with(function.alpha()));
        return dz;
    }
}
