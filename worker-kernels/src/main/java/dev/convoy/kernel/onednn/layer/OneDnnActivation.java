package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Program;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** An activation function that is not fused with another layer. */
final class OneDnnActivation {
    private static final int CHANNELS = 1;

    private OneDnnActivation() {}

    static CompiledLayer<memory, Gradient> of(Program program, Activate spec) {
        return spec.activation().kind() == Activation.Kind.SOFTMAX
                ? new Softmax(program)
                : new Elementwise(program, Eltwise.of(spec.activation()));
    }

    private static final class Elementwise implements CompiledLayer.Single<memory, Gradient> {
        private final Program program;
        private final Eltwise function;
        private memory source;

        Elementwise(Program program, Eltwise function) {
            this.program = program;
            this.function = function;
        }

        @Override
        public memory forward(memory given) {
            source = given;
            return function.apply(program, given);
        }

        @Override
        public memory backward(Gradient gradient, boolean needed) {
            return needed ? function.backwardFromInput(program, source, gradient) : null;
        }
    }

    private static final class Softmax implements CompiledLayer.Single<memory, Gradient> {
        private final Program program;
        private softmax_forward.primitive_desc description;
        private memory destination;

        Softmax(Program program) {
            this.program = program;
        }

        @Override
        public memory forward(memory source) {
            description = program.own(new softmax_forward.primitive_desc(
                    program.engine(),
                    prop_kind.forward_training,
                    algorithm.softmax_accurate,
                    source.get_desc(),
                    source.get_desc(),
                    CHANNELS,
                    program.attributes(),
                    false));
            destination = program.allocate(description.dst_desc());
            program.append(program.call(new softmax_forward(description), description.scratchpad_desc())
                    .with(dnnl.DNNL_ARG_SRC, source)
                    .with(dnnl.DNNL_ARG_DST, destination));
            return destination;
        }

        @Override
        public memory backward(Gradient gradient, boolean needed) {
            if (!needed) {
                return null;
            }
            memory.desc layout = destination.get_desc();
            softmax_backward.primitive_desc back = program.own(new softmax_backward.primitive_desc(
                    program.engine(),
                    algorithm.softmax_accurate,
                    layout,
                    layout,
                    layout,
                    CHANNELS,
                    description,
                    program.attributes(),
                    false));
            memory result = program.allocate(layout);
            program.append(program.call(new softmax_backward(back), back.scratchpad_desc())
                    .with(dnnl.DNNL_ARG_DST, destination)
                    .with(dnnl.DNNL_ARG_DIFF_DST, program.reordered(gradient.memory(), layout))
                    .with(dnnl.DNNL_ARG_DIFF_SRC, result));
            return result;
        }
    }
}
