package dev.convoy.kernel.onednn;

import dev.convoy.kernel.graph.LayerSpec.Dense;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;

/** Dense + bias + activation, fused. An image before it is brought to row-major order and read as a vector. */
final class OneDnnDense implements OneDnnNetwork.Layer {
    private final Program program;
    private final Dense spec;
    private final int size;
    private final long inputs;
    private final int outputs;
    private final Weights weights;
    private memory given;
    private memory source;
    private memory destination;
    private inner_product_forward.primitive_desc description;

    OneDnnDense(Program program, Dense spec, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
        this.inputs = spec.input().size();
        this.outputs = spec.output().channels();
        this.weights = new Weights(
                program,
                Layouts.vector(outputs, inputs),
                spec.hasBias() ? Layouts.bias(outputs) : Layouts.none(),
                spec.weightsOffset(),
                spec.biasOffset());
    }

    @Override
    public memory forward(memory activations) {
        given = activations;
        description = program.own(new inner_product_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                Layouts.anyVector(size, inputs),
                Layouts.anyVector(outputs, inputs),
                weights.bias(),
                Layouts.anyVector(size, outputs),
                ReluGradient.fused(program, spec.activation()),
                false));
        source = program.reordered(program.forward(), asVector(activations), description.src_desc());
        destination = program.allocate(description.dst_desc());
        weights.forward(
                new inner_product_forward(description),
                description.scratchpad_desc(),
                description.weights_desc(),
                source,
                destination);
        return destination;
    }

    @Override
    public memory backward(memory outer, boolean needsSource) {
        memory gradient = ReluGradient.masked(program, spec.activation(), destination, outer);
        backwardWeights(gradient);
        return needsSource ? backwardSource(gradient) : null;
    }

    private void backwardWeights(memory outer) {
        inner_product_backward_weights.primitive_desc back =
                program.own(new inner_product_backward_weights.primitive_desc(
                        program.engine(),
                        Layouts.anyVector(size, inputs),
                        Layouts.anyVector(outputs, inputs),
                        weights.bias(),
                        Layouts.anyVector(size, outputs),
                        description,
                        program.attributes(),
                        false));
        memory gradient = program.reordered(program.backward(), outer, back.diff_dst_desc());
        memory backSource = program.reordered(program.backward(), source, back.src_desc());
        weights.backwardWeights(
                new inner_product_backward_weights(back),
                back.scratchpad_desc(),
                back.diff_weights_desc(),
                backSource,
                gradient);
    }

    private memory backwardSource(memory outer) {
        inner_product_backward_data.primitive_desc back = program.own(new inner_product_backward_data.primitive_desc(
                program.engine(),
                Layouts.anyVector(size, inputs),
                Layouts.anyVector(outputs, inputs),
                Layouts.anyVector(size, outputs),
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(program.backward(), outer, back.diff_dst_desc());
        memory result = program.allocate(back.diff_src_desc());
        weights.backwardSource(
                new inner_product_backward_data(back), back.scratchpad_desc(), back.weights_desc(), gradient, result);
        return asGiven(result);
    }

    /** The layer before may have left an image in a blocked layout. */
    private memory asVector(memory activations) {
        if (activations.get_desc().get_ndims() == 2) {
            return activations;
        }
        memory plain = program.reordered(program.forward(), activations, Layouts.rowMajor(activations));
        return view(plain, Layouts.vector(size, inputs));
    }

    /** The gradient in as many dimensions as the activations came in. */
    private memory asGiven(memory gradient) {
        if (given.get_desc().get_ndims() == 2) {
            return gradient;
        }
        memory plain = program.reordered(program.backward(), gradient, Layouts.vector(size, inputs));
        return view(plain, Layouts.rowMajor(given));
    }

    private memory view(memory plain, memory.desc layout) {
        return program.own(new memory(layout, program.engine(), plain.get_data_handle()));
    }
}
