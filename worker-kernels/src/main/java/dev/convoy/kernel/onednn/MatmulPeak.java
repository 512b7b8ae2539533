package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.onednn.program.Arena;
import dev.convoy.kernel.onednn.program.Call;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Measures for benchmarks the machine's fastest matrix multiplication: a square one that is larger than any cache. */
public final class MatmulPeak implements AutoCloseable {
    private static final int SIDE = 2048;

    private final Arena arena = new Arena();
    private final Program program = new Program(data_type.f32, true, arena);
    private final Call call;

    public MatmulPeak(Precision precision) {
        data_type type = OneDnnProvider.type(precision);
        matmul.primitive_desc description = program.own(new matmul.primitive_desc(
                program.engine(), any(type), any(type), any(data_type.f32), program.attributes(), false));
        call = program.call(new matmul(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, program.fixed(description.src_desc()))
                .with(dnnl.DNNL_ARG_WEIGHTS, program.fixed(description.weights_desc()))
                .with(dnnl.DNNL_ARG_DST, program.fixed(description.dst_desc()));
        program.append(call);
        memory nothing = program.allocate(Layouts.channels(1));
        program.finish(nothing, nothing, nothing);
    }

    /** Multiplies once. */
    public void run() {
        call.run();
    }

    /** Floating-point operations of one {@link #run}. */
    public double operations() {
        return 2.0 * SIDE * SIDE * SIDE;
    }

    private static memory.desc any(data_type type) {
        return new memory.desc(new long[] {SIDE, SIDE}, type, format_tag.any);
    }

    @Override
    public void close() {
        program.close();
        arena.close();
    }
}
