package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.onednn.program.Step.Role;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/** The weights and bias of a layer: their memory, the memory of their gradients, and the calls that use both. */
public final class Weights {
    private final Program program;
    private final memory.desc stored;
    private final memory.desc bias;
    private final long weightsOffset;
    private final long biasOffset;
    private final memory parameters;
    private memory blocked;

    /**
     * @param stored Deeplearning4j's layout of the weights
     * @param bias Deeplearning4j's layout of the bias; {@link Layouts#none} if there is none
     */
    public Weights(Program program, memory.desc stored, memory.desc bias, long weightsOffset, long biasOffset) {
        this.program = program;
        this.stored = stored;
        this.bias = bias;
        this.weightsOffset = weightsOffset;
        this.biasOffset = biasOffset;
        this.parameters = program.parameter(weightsOffset, stored);
    }

    private memory inLayout(memory.desc layout) {
        if (layout.equals(stored)) {
            return parameters;
        }
        memory copy = program.allocateWeights(layout);
        program.reorder(parameters, copy);
        return copy;
    }

    public memory.desc bias() {
        return bias;
    }

    /** Appends {@code forward}, with the weights in the layout that it needs. */
    public void forward(
            primitive forward, memory.desc scratchpad, memory.desc layout, memory source, memory destination) {
        blocked = inLayout(layout);
        Call call = program.call(forward, scratchpad)
                .as(Role.FORWARD)
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_WEIGHTS, blocked)
                .with(dnnl.DNNL_ARG_DST, destination);
        if (!bias.is_zero()) {
            call.with(dnnl.DNNL_ARG_BIAS, program.parameter(biasOffset, bias));
        }
        program.append(call);
    }

    /** Appends {@code backward} by the weights, and copies its result to the caller's gradient. */
    public void backwardWeights(
            primitive backward, memory.desc scratchpad, memory.desc layout, memory source, memory gradient) {
        memory result = program.gradient(weightsOffset, stored);
        boolean asStored = layout.equals(stored);
        memory computed = asStored ? result : program.allocateWeights(layout);
        Call call = program.call(backward, scratchpad)
                .as(Role.BACKWARD_WEIGHTS)
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed);
        if (!bias.is_zero()) {
            call.with(dnnl.DNNL_ARG_DIFF_BIAS, program.gradient(biasOffset, bias));
        }
        program.append(call);
        if (!asStored) {
            program.reorder(computed, result);
        }
    }

    /** Appends {@code backward} by the source; it uses the forward pass's weights if their layout fits. */
    public void backwardSource(
            primitive backward, memory.desc scratchpad, memory.desc layout, memory gradient, memory result) {
        memory weights = layout.equals(blocked.get_desc()) ? blocked : inLayout(layout);
        program.append(program.call(backward, scratchpad)
                .as(Role.BACKWARD_DATA)
                .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                .with(dnnl.DNNL_ARG_WEIGHTS, weights)
                .with(dnnl.DNNL_ARG_DIFF_SRC, result));
    }
}
