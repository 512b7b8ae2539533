package dev.convoy.kernel.onednn;

import dev.convoy.kernel.graph.LayerSpec.Activation;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** ReLU fused behind another primitive: a post-operation on the way forward, a mask on the way back. */
final class ReluGradient {
    private ReluGradient() {}

    /** The program's attributes, with the activation fused where there is one. */
    static primitive_attr fused(Program program, Activation activation) {
        primitive_attr attributes = program.attributes();
        if (activation == Activation.RELU) {
            post_ops after = program.own(new post_ops());
            after.append_eltwise(algorithm.eltwise_relu, 0, 0);
            attributes.set_post_ops(after);
        }
        return attributes;
    }

    /**
     * Lets the gradient through where the activation's output was above 0.
     *
     * @return the gradient before the activation, in the layout of {@code output}; {@code gradient} itself where there
     *     is no activation
     */
    static memory masked(Program program, Activation activation, memory output, memory gradient) {
        if (activation == Activation.IDENTITY) {
            return gradient;
        }
        memory.desc layout = output.get_desc();
        memory before = program.reordered(program.backward(), gradient, layout);
        eltwise_forward.primitive_desc hint = program.own(new eltwise_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm.eltwise_relu_use_dst_for_bwd,
                layout,
                layout,
                0,
                0,
                program.attributes(),
                false));
        eltwise_backward.primitive_desc description = program.own(new eltwise_backward.primitive_desc(
                program.engine(),
                algorithm.eltwise_relu_use_dst_for_bwd,
                layout,
                layout,
                layout,
                0,
                0,
                hint,
                program.attributes(),
                false));
        // In place: nobody else reads the gradient behind the activation.
        program.backward()
                .add(program.call(new eltwise_backward(description), description.scratchpad_desc())
                        .with(dnnl.DNNL_ARG_DST, output)
                        .with(dnnl.DNNL_ARG_DIFF_DST, before)
                        .with(dnnl.DNNL_ARG_DIFF_SRC, before));
        return before;
    }
}
