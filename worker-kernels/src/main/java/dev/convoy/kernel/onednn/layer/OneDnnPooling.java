package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Call;
import dev.convoy.kernel.onednn.program.Geometry;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Max and average pooling, in the layout of the layer before; max pooling keeps its choices in a workspace. */
final class OneDnnPooling implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final Pooling spec;
    private final int size;
    private final Geometry window;
    private final algorithm algorithm;
    private memory source;
    private memory workspace;
    private pooling_forward.primitive_desc description;

    OneDnnPooling(Program program, Pooling spec, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
        this.window = Geometry.of(spec.window());
        this.algorithm = switch (spec.kind()) {
            case MAX -> dnnl.algorithm.pooling_max;
            case AVERAGE -> dnnl.algorithm.pooling_avg_exclude_padding;
            case AVERAGE_WITH_PADDING -> dnnl.algorithm.pooling_avg_include_padding;
        };
    }

    @Override
    public memory forward(memory given) {
        source = given;
        description = program.own(new pooling_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm,
                source.get_desc(),
                Layouts.anyImage(size, spec.output(), source.get_desc().get_data_type()),
                window.strides(),
                window.kernel(),
                window.dilation(),
                window.paddingBefore(),
                window.paddingAfter(),
                program.attributes(),
                false));
        memory destination = program.allocate(description.dst_desc());
        Call call = program.call(new pooling_forward(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_DST, destination);
        if (spec.kind() == Pooling.Kind.MAX) {
            workspace = program.allocate(description.workspace_desc());
            call.with(dnnl.DNNL_ARG_WORKSPACE, workspace);
        }
        program.append(call);
        return destination;
    }

    @Override
    public memory backward(Gradient given, boolean needed) {
        if (!needed) {
            return null;
        }
        pooling_backward.primitive_desc back = program.own(new pooling_backward.primitive_desc(
                program.engine(),
                algorithm,
                source.get_desc(),
                description.dst_desc(),
                window.strides(),
                window.kernel(),
                window.dilation(),
                window.paddingBefore(),
                window.paddingAfter(),
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(given.memory(), back.diff_dst_desc());
        memory result = program.allocate(back.diff_src_desc());
        Call call = program.call(new pooling_backward(back), back.scratchpad_desc())
                .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                .with(dnnl.DNNL_ARG_DIFF_SRC, result);
        if (spec.kind() == Pooling.Kind.MAX) {
            call.with(dnnl.DNNL_ARG_WORKSPACE, workspace);
        }
        program.append(call);
        return result;
    }
}
