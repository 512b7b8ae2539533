package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Call;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;

/** Joins several values along the channels; the backward pass splits the gradient again. */
final class OneDnnConcatenation implements CompiledLayer<memory, Gradient> {
    private static final int CHANNELS = 1;

    private final Program program;
    private final Concatenation spec;
    private final int size;
    private List<memory> sources;

    OneDnnConcatenation(Program program, Concatenation spec, int size) {
        this.program = program;
        this.spec = spec;
        this.size = size;
    }

    @Override
    public memory forward(List<memory> given) {
        sources = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            boolean fits = given.get(i).get_desc().get_data_type() == program.type();
            memory.desc plain = Layouts.image(size, spec.inputs().get(i), program.type());
            sources.add(fits ? given.get(i) : program.reordered(given.get(i), plain));
        }
        memory_desc_vector layouts = program.own(
                new memory_desc_vector(sources.stream().map(memory::get_desc).toArray(memory.desc[]::new)));
        concat.primitive_desc description = program.own(
                new concat.primitive_desc(program.engine(), CHANNELS, layouts, program.attributes(), false));
        memory destination = program.allocate(description.dst_desc());
        Call call = program.call(new concat(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_DST, destination);
        for (int i = 0; i < sources.size(); i++) {
            call.with(dnnl.DNNL_ARG_MULTIPLE_SRC + i, sources.get(i));
        }
        program.append(call);
        return destination;
    }

    @Override
    public List<memory> backward(Gradient gradient, List<Boolean> needed) {
        // Row-major, because a part of a blocked layout need not begin at a block.
        memory.desc layout = Layouts.image(size, spec.output(), program.type());
        memory whole = program.reordered(gradient.memory(), layout);
        List<memory> results = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < sources.size(); i++) {
            long[] dimensions = Layouts.imageDimensions(size, spec.inputs().get(i));
            if (needed.get(i)) {
                memory result = program.allocate(sources.get(i).get_desc());
                program.reorder(
                        program.view(whole, layout.submemory_desc(dimensions, new long[] {0, from, 0, 0}, false)),
                        result);
                results.add(result);
            } else {
                results.add(null);
            }
            from += spec.inputs().get(i).channels();
        }
        return results;
    }
}
