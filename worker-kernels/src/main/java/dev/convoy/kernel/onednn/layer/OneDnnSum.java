package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Call;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.sum;

/** Sums of values: add, subtract and average; ReLU may be fused with the sum of two. */
final class OneDnnSum implements CompiledLayer<memory, Gradient> {
    private final Program program;
    private final ElementWise spec;
    private final Optional<Eltwise> activation;
    private final float[] scales;
    private memory destination;

    OneDnnSum(Program program, ElementWise spec, Optional<Activation> activation) {
        this.program = program;
        this.spec = spec;
        this.activation = activation.map(Eltwise::of);
        this.scales = new float[spec.inputs()];
        Arrays.fill(scales, spec.operation() == ElementWise.Operation.AVERAGE ? 1f / spec.inputs() : 1);
        if (spec.operation() == ElementWise.Operation.SUBTRACT) {
            scales[1] = -1;
        }
    }

    @Override
    public memory forward(List<memory> sources) {
        destination =
                activation.map(function -> addWith(function, sources)).orElseGet(() -> sum(program, sources, scales));
        return destination;
    }

    private memory addWith(Eltwise function, List<memory> sources) {
        memory first = sources.get(0);
        memory.desc layout = first.get_desc();
        memory second = program.reordered(sources.get(1), layout);
        binary.primitive_desc description = program.own(new binary.primitive_desc(
                program.engine(), algorithm.binary_add, layout, layout, layout, function.fused(program), false));
        memory result = program.allocate(layout);
        program.append(program.call(new binary(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC_0, first)
                .with(dnnl.DNNL_ARG_SRC_1, second)
                .with(dnnl.DNNL_ARG_DST, result));
        return result;
    }

    @Override
    public List<memory> backward(Gradient given, List<Boolean> needed) {
        memory gradient = activation
                .map(function -> function.backwardFromOutput(program, destination, given))
                .orElse(given.memory());
        List<memory> results = new ArrayList<>(Collections.nCopies(spec.inputs(), null));
        for (int i = 0; i < spec.inputs(); i++) {
            if (needed.get(i)) {
                results.set(i, scales[i] == 1 ? gradient : sum(program, List.of(gradient), scales[i]));
            }
        }
        return results;
    }

    /** Computes {@code Σ scale · value}, in the layout of the first value. */
    static memory sum(Program program, List<memory> values, float... scales) {
        memory.desc layout = values.get(0).get_desc();
        List<memory> alike =
                values.stream().map(value -> program.reordered(value, layout)).toList();
        memory_desc_vector layouts = program.own(
                new memory_desc_vector(alike.stream().map(memory::get_desc).toArray(memory.desc[]::new)));
        sum.primitive_desc description = program.own(
                new sum.primitive_desc(program.engine(), layout, scales, layouts, program.attributes(), false));
        memory result = program.allocate(layout);
        Call call = program.call(new sum(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_DST, result);
        for (int i = 0; i < alike.size(); i++) {
            call.with(dnnl.DNNL_ARG_MULTIPLE_SRC + i, alike.get(i));
        }
        program.append(call);
        return result;
    }
}
