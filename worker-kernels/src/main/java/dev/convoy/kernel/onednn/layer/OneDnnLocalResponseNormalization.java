package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.LocalResponseNormalization;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Program;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.lrn_backward;
import org.bytedeco.dnnl.lrn_forward;
import org.bytedeco.dnnl.memory;

/** Local response normalization across channels. */
final class OneDnnLocalResponseNormalization implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final LocalResponseNormalization spec;
    private final int span;
    private memory source;
    private memory workspace;
    private lrn_forward.primitive_desc description;

    OneDnnLocalResponseNormalization(Program program, LocalResponseNormalization spec) {
        this.program = program;
        this.spec = spec;
        this.span = 2 * spec.reach() + 1;
    }

    /** Returns α in oneDNN's terms: oneDNN divides it by the number of channels summed. */
    private float alpha() {
        return (float) (spec.alpha() * span);
    }

    @Override
    public memory forward(memory given) {
        source = given;
        description = program.own(new lrn_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm.lrn_across_channels,
                source.get_desc(),
                source.get_desc(),
                span,
                alpha(),
                (float) spec.beta(),
                (float) spec.k(),
                program.attributes(),
                false));
        memory destination = program.allocate(description.dst_desc());
        workspace = program.allocate(description.workspace_desc());
        program.append(program.call(new lrn_forward(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_DST, destination)
                .with(dnnl.DNNL_ARG_WORKSPACE, workspace));
        return destination;
    }

    @Override
    public memory backward(Gradient gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        memory.desc layout = source.get_desc();
        lrn_backward.primitive_desc back = program.own(new lrn_backward.primitive_desc(
                program.engine(),
                algorithm.lrn_across_channels,
                layout,
                layout,
                layout,
                span,
                alpha(),
                (float) spec.beta(),
                (float) spec.k(),
                description,
                program.attributes(),
                false));
        memory result = program.allocate(layout);
        program.append(program.call(new lrn_backward(back), back.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_DIFF_DST, program.reordered(gradient.memory(), layout))
                .with(dnnl.DNNL_ARG_WORKSPACE, workspace)
                .with(dnnl.DNNL_ARG_DIFF_SRC, result));
        return result;
    }
}
