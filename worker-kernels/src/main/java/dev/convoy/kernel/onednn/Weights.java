package dev.convoy.kernel.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/** The weights and bias of a layer: where they are read, where their gradients go, and the calls around both. */
final class Weights {
    private final Program program;
    private final memory.desc rowMajor;
    private final memory.desc bias;
    private final long weightsOffset;
    private final long biasOffset;
    private final memory parameters;
    private memory blocked;

    /**
     * @param rowMajor how Deeplearning4j lays the weights out
     * @param bias likewise; {@link Layouts#none} if there is none
     */
    Weights(Program program, memory.desc rowMajor, memory.desc bias, long weightsOffset, long biasOffset) {
        this.program = program;
        this.rowMajor = rowMajor;
        this.bias = bias;
        this.weightsOffset = weightsOffset;
        this.biasOffset = biasOffset;
        this.parameters = program.parameter(weightsOffset, rowMajor);
    }

    memory.desc bias() {
        return bias;
    }

    /** Appends {@code forward}, with the weights in the layout it wants. */
    void forward(primitive forward, memory.desc scratchpad, memory.desc layout, memory source, memory destination) {
        blocked = program.reordered(program.forward(), parameters, layout);
        Call call = program.call(forward, scratchpad)
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_WEIGHTS, blocked)
                .with(dnnl.DNNL_ARG_DST, destination);
        if (!bias.is_zero()) {
            call.with(dnnl.DNNL_ARG_BIAS, program.parameter(biasOffset, bias));
        }
        program.forward().add(call);
    }

    /** Appends {@code backward} by the weights, and brings its result to the caller's gradient. */
    void backwardWeights(
            primitive backward, memory.desc scratchpad, memory.desc layout, memory source, memory gradient) {
        memory result = program.gradient(weightsOffset, rowMajor);
        boolean plain = layout.equals(rowMajor);
        memory computed = plain ? result : program.allocate(layout);
        Call call = program.call(backward, scratchpad)
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed);
        if (!bias.is_zero()) {
            call.with(dnnl.DNNL_ARG_DIFF_BIAS, program.gradient(biasOffset, bias));
        }
        program.backward().add(call);
        if (!plain) {
            program.reorder(program.backward(), computed, result);
        }
    }

    /** Appends {@code backward} by the source; takes the forward pass's weights where their layout serves. */
    void backwardSource(
            primitive backward, memory.desc scratchpad, memory.desc layout, memory gradient, memory result) {
        memory weights =
                layout.equals(blocked.get_desc()) ? blocked : program.reordered(program.backward(), parameters, layout);
        program.backward()
                .add(program.call(backward, scratchpad)
                        .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                        .with(dnnl.DNNL_ARG_WEIGHTS, weights)
                        .with(dnnl.DNNL_ARG_DIFF_SRC, result));
    }
}
