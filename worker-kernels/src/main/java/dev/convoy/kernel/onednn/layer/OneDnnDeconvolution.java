package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Geometry;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import dev.convoy.kernel.onednn.program.Weights;
import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Transposed convolution + bias. */
final class OneDnnDeconvolution implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final Deconvolution spec;
    private final int size;
    private final Geometry window;
    private final long[] dimensions;
    private final Weights weights;
    private memory source;
    private deconvolution_forward.primitive_desc description;

    OneDnnDeconvolution(Program program, Deconvolution spec, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
        this.window = Geometry.of(spec.window());
        this.dimensions = new long[] {
            spec.output().channels(),
            spec.input().channels(),
            spec.window().kernelHeight(),
            spec.window().kernelWidth()
        };
        Filter filter = spec.filter();
        this.weights = new Weights(
                program,
                OneDnnConvolution.stored(dimensions, filter),
                filter.hasBias() ? Layouts.channels(spec.output().channels()) : Layouts.none(),
                filter.weightsOffset(),
                filter.biasOffset());
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
        description = program.own(new deconvolution_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                algorithm.deconvolution_direct,
                anySource(),
                anyWeights(program.type()),
                weights.bias(),
                anyDestination(),
                window.strides(),
                window.dilation(),
                window.paddingBefore(),
                window.paddingAfter(),
                program.attributes(),
                false));
        source = program.reordered(given, description.src_desc());
        memory destination = program.allocate(description.dst_desc());
        weights.forward(
                new deconvolution_forward(description),
                description.scratchpad_desc(),
                description.weights_desc(),
                source,
                destination);
        return destination;
    }

    @Override
    public memory backward(Gradient given, boolean needed) {
        backwardWeights(given.memory());
        return needed ? backwardSource(given.memory()) : null;
    }

    private void backwardWeights(memory given) {
        deconvolution_backward_weights.primitive_desc back =
                program.own(new deconvolution_backward_weights.primitive_desc(
                        program.engine(),
                        algorithm.deconvolution_direct,
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
                new deconvolution_backward_weights(back),
                back.scratchpad_desc(),
                back.diff_weights_desc(),
                backSource,
                gradient);
    }

    private memory backwardSource(memory given) {
        deconvolution_backward_data.primitive_desc back = program.own(new deconvolution_backward_data.primitive_desc(
                program.engine(),
                algorithm.deconvolution_direct,
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
                new deconvolution_backward_data(back), back.scratchpad_desc(), back.weights_desc(), gradient, result);
        return result;
    }
}
