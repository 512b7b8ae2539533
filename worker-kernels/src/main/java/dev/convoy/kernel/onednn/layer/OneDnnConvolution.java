package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Geometry;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import dev.convoy.kernel.onednn.program.Weights;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Convolution + bias + activation, fused; also grouped and depthwise. */
final class OneDnnConvolution implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final Convolution spec;
    private final int size;
    private final Geometry window;
    private final Optional<Eltwise> activation;
    private final long[] dimensions;
    private final Weights weights;
    private memory source;
    private memory destination;
    private convolution_forward.primitive_desc description;

    OneDnnConvolution(Program program, Convolution spec, Optional<Activation> activation, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
        this.window = Geometry.of(spec.window());
        this.activation = activation.map(Eltwise::of);
        this.dimensions = weightDimensions(spec);
        Filter filter = spec.filter();
        this.weights = new Weights(
                program,
                stored(dimensions, filter),
                filter.hasBias() ? Layouts.channels(spec.output().channels()) : Layouts.none(),
                filter.weightsOffset(),
                filter.biasOffset());
    }

    /** Returns the dimensions of the weights; the groups are a dimension only if there are several. */
    private static long[] weightDimensions(Convolution spec) {
        long[] withGroups = {
            spec.groups(),
            spec.output().channels() / spec.groups(),
            spec.input().channels() / spec.groups(),
            spec.window().kernelHeight(),
            spec.window().kernelWidth()
        };
        return spec.groups() > 1 ? withGroups : Arrays.copyOfRange(withGroups, 1, 5);
    }

    /** Returns Deeplearning4j's layout of weights with these dimensions. */
    static memory.desc stored(long[] dimensions, Filter filter) {
        long[] strides = Arrays.copyOfRange(filter.strides(), 5 - dimensions.length, 5);
        for (int i = 0; i < strides.length; i++) {
            // The stride of a dimension of 1 is never used.
            strides[i] = Math.max(1, strides[i]);
        }
        return new memory.desc(dimensions, data_type.f32, strides);
    }

    private memory.desc anyWeights(data_type type) {
        return new memory.desc(dimensions, type, format_tag.any);
    }

    private memory.desc anySource() {
        return Layouts.anyImage(size, spec.input(), program.type());
    }

    private memory.desc anyDestination() {
        return Layouts.anyImage(size, spec.output(), program.type());
    }

    @Override
    public memory forward(memory given) {
        description = program.own(new convolution_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm.convolution_direct,
                anySource(),
                anyWeights(program.type()),
                weights.bias(),
                anyDestination(),
                window.strides(),
                window.dilation(),
                window.paddingBefore(),
                window.paddingAfter(),
                activation.map(function -> function.fused(program)).orElseGet(program::attributes),
                false));
        source = program.reordered(given, description.src_desc());
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
    public memory backward(Gradient given, boolean needed) {
        memory gradient = activation
                .map(function -> function.backwardFromOutput(program, destination, given))
                .orElse(given.memory());
        backwardWeights(gradient);
        return needed ? backwardSource(gradient) : null;
    }

    private void backwardWeights(memory given) {
        convolution_backward_weights.primitive_desc back = program.own(new convolution_backward_weights.primitive_desc(
                program.engine(),
                algorithm.convolution_direct,
                anySource(),
                anyWeights(data_type.f32),
                weights.bias(),
                anyDestination(),
                window.strides(),
                window.dilation(),
                window.paddingBefore(),
                window.paddingAfter(),
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(given, back.diff_dst_desc());
        memory backSource = program.reordered(source, back.src_desc());
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
                anySource(),
                anyWeights(program.type()),
                anyDestination(),
                window.strides(),
                window.dilation(),
                window.paddingBefore(),
                window.paddingAfter(),
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(given, back.diff_dst_desc());
        memory result = program.allocate(back.diff_src_desc());
        weights.backwardSource(
                new convolution_backward_data(back), back.scratchpad_desc(), back.weights_desc(), gradient, result);
        return result;
    }
}
