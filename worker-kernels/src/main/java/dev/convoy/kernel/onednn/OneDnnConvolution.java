package dev.convoy.kernel.onednn;

import dev.convoy.kernel.graph.LayerSpec.Convolution;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
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
    private final Weights weights;
    private memory source;
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
        this.weights = new Weights(
                program,
                Layouts.weights(dimensions),
                spec.hasBias() ? Layouts.bias(spec.output().channels()) : Layouts.none(),
                spec.weightsOffset(),
                spec.biasOffset());
    }

    @Override
    public memory forward(memory given) {
        description = program.own(new convolution_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm.convolution_direct,
                Layouts.anyImage(size, spec.input()),
                Layouts.anyWeights(dimensions),
                weights.bias(),
                Layouts.anyImage(size, spec.output()),
                strides,
                dilation,
                paddingBefore,
                paddingAfter,
                ReluGradient.fused(program, spec.activation()),
                false));
        source = program.reordered(program.forward(), given, description.src_desc());
        destination = program.allocate(description.dst_desc());
        weights.forward(
                new convolution_forward(description),
                description.scratchpad_desc(),
                description.weights_desc(),
                source,
                destination);
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
                weights.bias(),
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
        weights.backwardWeights(
                new convolution_backward_weights(back),
                back.scratchpad_desc(),
                back.diff_weights_desc(),
                backSource,
                gradient);
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
        memory result = program.allocate(back.diff_src_desc());
        weights.backwardSource(
                new convolution_backward_data(back), back.scratchpad_desc(), back.weights_desc(), gradient, result);
        return result;
    }
}
