package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Program;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * An activation function in oneDNN's terms.
 *
 * @param fromOutput the algorithm whose backward pass needs the output only; null if there is none, and then the
 *     function cannot be fused with another primitive
 */
record Eltwise(algorithm forward, algorithm fromOutput, float alpha, float beta) {
    static Eltwise of(Activation activation) {
        float alpha = (float) activation.alpha();
        return switch (activation.kind()) {
            // With a slope below 0, the input does not follow from the output.
            case RELU ->
                new Eltwise(
                        algorithm.eltwise_relu, alpha >= 0 ? algorithm.eltwise_relu_use_dst_for_bwd : null, alpha, 0);
            case CLIPPED_RELU ->
                new Eltwise(algorithm.eltwise_clip_v2, algorithm.eltwise_clip_v2_use_dst_for_bwd, 0, alpha);
            case ELU -> new Eltwise(algorithm.eltwise_elu, algorithm.eltwise_elu_use_dst_for_bwd, alpha, 0);
            case SWISH -> new Eltwise(algorithm.eltwise_swish, null, alpha, 0);
            case SIGMOID -> new Eltwise(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd, 0, 0);
            case TANH -> new Eltwise(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd, 0, 0);
            case HARD_SIGMOID -> new Eltwise(algorithm.eltwise_hardsigmoid, null, 0.2f, 0.5f);
            case SOFTPLUS -> new Eltwise(algorithm.eltwise_soft_relu, null, 1, 0);
            case MISH -> new Eltwise(algorithm.eltwise_mish, null, 0, 0);
            case SOFTMAX -> throw new IllegalArgumentException("softmax is not elementwise");
        };
    }

    /** Whether the function is fused with the layer's primitive: its backward pass needs only its output. */
    static boolean canFuse(LayerSpec layer, Activation activation) {
        boolean relu = activation.kind() == Activation.Kind.RELU && activation.alpha() == 0;
        if (layer instanceof LayerSpec.Convolution || layer instanceof LayerSpec.Dense) {
            return activation.kind() != Activation.Kind.SOFTMAX
                    && of(activation).fromOutput() != null;
        }
        if (layer instanceof LayerSpec.ElementWise sum) {
            return relu && sum.operation() == LayerSpec.ElementWise.Operation.ADD && sum.inputs() == 2;
        }
        return relu && layer instanceof LayerSpec.BatchNormalization;
    }

    /** Returns attributes that apply the function to a primitive's result. */
    primitive_attr fused(Program program) {
        primitive_attr attributes = program.attributes();
        post_ops after = program.own(new post_ops());
        after.append_eltwise(forward, alpha, beta);
        attributes.set_post_ops(after);
        return attributes;
    }

    memory apply(Program program, memory source) {
        eltwise_forward.primitive_desc description = description(program, forward, source.get_desc());
        memory result = program.allocate(source.get_desc());
        program.append(program.call(new eltwise_forward(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_DST, result));
        return result;
    }

    /** Returns the gradient before the function, computed from the gradient after it and the function's input. */
    memory backwardFromInput(Program program, memory input, Gradient gradient) {
        return backward(program, forward, dnnl.DNNL_ARG_SRC, input, gradient);
    }

    /** Returns the gradient before the function, computed from the gradient after it and the function's output. */
    memory backwardFromOutput(Program program, memory output, Gradient gradient) {
        return backward(program, fromOutput, dnnl.DNNL_ARG_DST, output, gradient);
    }

    private memory backward(Program program, algorithm algorithm, int argument, memory known, Gradient gradient) {
        memory.desc layout = known.get_desc();
        memory outerGradient = program.reordered(gradient.memory(), layout);
        // It works in place if nobody else reads the memory.
        boolean ours = !program.sameBytes(outerGradient, gradient.memory()) || !gradient.shared();
        memory before = ours ? outerGradient : program.allocate(layout);
        eltwise_backward.primitive_desc description = program.own(new eltwise_backward.primitive_desc(
                program.engine(),
                algorithm,
                layout,
                layout,
                layout,
                alpha,
                beta,
                description(program, algorithm, layout),
                program.attributes(),
                false));
        program.append(program.call(new eltwise_backward(description), description.scratchpad_desc())
                .with(argument, known)
                .with(dnnl.DNNL_ARG_DIFF_DST, outerGradient)
                .with(dnnl.DNNL_ARG_DIFF_SRC, before));
        return before;
    }

    private eltwise_forward.primitive_desc description(Program program, algorithm algorithm, memory.desc layout) {
        return program.own(new eltwise_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm,
                layout,
                layout,
                alpha,
                beta,
                program.attributes(),
                false));
    }
}
