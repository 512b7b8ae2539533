package dev.convoy.kernel.onednn;

import dev.convoy.kernel.graph.LayerSpec.Convolution;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** Convolution + bias + activation, fused. */
final class OneDnnConvolution implements OneDnnNetwork.Layer {
    private final Program program;
    private final Convolution spec;
    private final int size;
    private final long[] dimensions;
    private final long[] strides;
    private final long[] dilation;
    private final long[] paddingBefore;
    private final long[] paddingAfter;
    private final memory parameters;
    private memory source;
    private memory weights;
    private memory destination;
    private convolution_forward.primitive_desc description;

    OneDnnConvolution(Program program, Convolution spec, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
        this.dimensions = new long[] {
            spec.output().channels(),
            spec.input().channels(),
            spec.window().kernelHeight(),
            spec.window().kernelWidth()
        };
        this.strides = Layouts.strides(spec.window());
        this.dilation = Layouts.dilation(spec.window());
        this.paddingBefore = Layouts.paddingBefore(spec.window());
        this.paddingAfter = Layouts.paddingAfter(spec.window());
        this.parameters = program.parameter(spec.weightsOffset(), Layouts.weights(dimensions));
    }

    @Override
    public memory forward(memory given) {
        description = program.own(new convolution_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm.convolution_direct,
                Layouts.anyImage(size, spec.input()),
                Layouts.anyWeights(dimensions),
                bias(),
                Layouts.anyImage(size, spec.output()),
                strides,
                dilation,
                paddingBefore,
                paddingAfter,
                ReluGradient.fused(program, spec.activation()),
                false));
        source = program.reordered(program.forward(), given, description.src_desc());
        weights = program.reordered(program.forward(), parameters, description.weights_desc());
        destination = program.allocate(description.dst_desc());
        Call call = program.call(new convolution_forward(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_WEIGHTS, weights)
                .with(dnnl.DNNL_ARG_DST, destination);
        if (spec.hasBias()) {
            call.with(dnnl.DNNL_ARG_BIAS, program.parameter(spec.biasOffset(), bias()));
        }
        program.forward().add(call);
        return destination;
    }

    @Override
    public memory backward(memory given, boolean needsSource) {
        memory gradient = ReluGradient.masked(program, spec.activation(), destination, given);
        backwardWeights(gradient);
        return needsSource ? backwardSource(gradient) : null;
    }

    private void backwardWeights(memory given) {
        convolution_backward_weights.primitive_desc back = program.own(new convolution_backward_weights.primitive_desc(
                program.engine(),
                algorithm.convolution_direct,
                Layouts.anyImage(size, spec.input()),
                Layouts.anyWeights(dimensions),
                bias(),
                Layouts.anyImage(size, spec.output()),
                strides,
                dilation,
                paddingBefore,
                paddingAfter,
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(program.backward(), given, back.diff_dst_desc());
        memory backSource = program.reordered(program.backward(), source, back.src_desc());
        memory result = program.gradient(spec.weightsOffset(), Layouts.weights(dimensions));
        boolean plain = back.diff_weights_desc().equals(result.get_desc());
        memory blocked = plain ? result : program.allocate(back.diff_weights_desc());
        Call call = program.call(new convolution_backward_weights(back), back.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, backSource)
                .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, blocked);
        if (spec.hasBias()) {
            call.with(dnnl.DNNL_ARG_DIFF_BIAS, program.gradient(spec.biasOffset(), bias()));
        }
        program.backward().add(call);
        if (!plain) {
            program.reorder(program.backward(), blocked, result);
        }
    }

    private memory backwardSource(memory given) {
        convolution_backward_data.primitive_desc back = program.own(new convolution_backward_data.primitive_desc(
                program.engine(),
                algorithm.convolution_direct,
                Layouts.anyImage(size, spec.input()),
                Layouts.anyWeights(dimensions),
                Layouts.anyImage(size, spec.output()),
                strides,
                dilation,
                paddingBefore,
                paddingAfter,
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(program.backward(), given, back.diff_dst_desc());
        memory backWeights = back.weights_desc().equals(weights.get_desc())
                ? weights
                : program.reordered(program.backward(), parameters, back.weights_desc());
        memory result = program.allocate(back.diff_src_desc());
        program.backward()
                .add(program.call(new convolution_backward_data(back), back.scratchpad_desc())
                        .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
                        .with(dnnl.DNNL_ARG_WEIGHTS, backWeights)
                        .with(dnnl.DNNL_ARG_DIFF_SRC, result));
        return result;
    }

    private memory.desc bias() {
        return spec.hasBias() ? Layouts.bias(spec.output().channels()) : Layouts.none();
    }
}
