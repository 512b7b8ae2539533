package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import dev.convoy.kernel.onednn.program.Weights;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;

/** Dense + bias + activation, fused. Its source is converted to row-major order and read as a vector. */
final class OneDnnDense implements CompiledLayer.Single<memory, Gradient> {
    private final Program program;
    private final Dense spec;
    private final int size;
    private final data_type destinationType;
    private final Optional<Eltwise> activation;
    private final long inputs;
    private final int outputs;
    private final Weights weights;
    private memory source;
    private memory destination;
    private inner_product_forward.primitive_desc description;

    /** @param last whether the loss reads the output, which then is float32 */
    OneDnnDense(Program program, Dense spec, Optional<Activation> activation, boolean last, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
        this.destinationType = last ? data_type.f32 : program.type();
        this.activation = activation.map(Eltwise::of);
        this.inputs = spec.input().size();
        this.outputs = spec.output().channels();
        this.weights = new Weights(
                program,
                Layouts.vector(outputs, inputs, data_type.f32),
                spec.hasBias() ? Layouts.channels(outputs) : Layouts.none(),
                spec.weightsOffset(),
                spec.biasOffset());
    }

    private memory.desc anySource() {
        return Layouts.anyVector(size, inputs, program.type());
    }

    @Override
    public memory forward(memory given) {
        description = program.own(new inner_product_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training,
                anySource(),
                Layouts.anyVector(outputs, inputs, program.type()),
                weights.bias(),
                Layouts.anyVector(size, outputs, destinationType),
                activation.map(function -> function.fused(program)).orElseGet(program::attributes),
                false));
        memory plain = program.reordered(given, Layouts.image(size, spec.input(), program.type()));
        memory vector = program.view(plain, Layouts.vector(size, inputs, program.type()));
        source = program.reordered(vector, description.src_desc());
        destination = program.allocate(description.dst_desc());
        weights.forward(
                new inner_product_forward(description),
                description.scratchpad_desc(),
                description.weights_desc(),
                source,
                destination);
        memory row = program.reordered(destination, Layouts.vector(size, outputs, destinationType));
        return program.view(row, Layouts.image(size, spec.output(), destinationType));
    }

    @Override
    public memory backward(Gradient given, boolean needed) {
        memory plain = program.reordered(given.memory(), Layouts.image(size, spec.output(), destinationType));
        Gradient row = new Gradient(
                program.view(plain, Layouts.vector(size, outputs, destinationType)),
                given.shared() && program.sameBytes(plain, given.memory()));
        memory gradient = activation
                .map(function -> function.backwardFromOutput(program, destination, row))
                .orElse(row.memory());
        backwardWeights(gradient);
        return needed ? backwardSource(gradient) : null;
    }

    private void backwardWeights(memory outer) {
        inner_product_backward_weights.primitive_desc back =
                program.own(new inner_product_backward_weights.primitive_desc(
                        program.engine(),
                        anySource(),
                        Layouts.anyVector(outputs, inputs, data_type.f32),
                        weights.bias(),
                        Layouts.anyVector(size, outputs, program.type()),
                        description,
                        program.attributes(),
                        false));
        memory gradient = program.reordered(outer, back.diff_dst_desc());
        memory backSource = program.reordered(source, back.src_desc());
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
                anySource(),
                Layouts.anyVector(outputs, inputs, program.type()),
                Layouts.anyVector(size, outputs, program.type()),
                description,
                program.attributes(),
                false));
        memory gradient = program.reordered(outer, back.diff_dst_desc());
        memory result = program.allocate(back.diff_src_desc());
        weights.backwardSource(
                new inner_product_backward_data(back), back.scratchpad_desc(), back.weights_desc(), gradient, result);
        memory plain = program.reordered(result, Layouts.vector(size, inputs, program.type()));
        return program.view(plain, Layouts.image(size, spec.input(), program.type()));
    }
}
