package dev.convoy.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** One primitive with its arguments laid out once, as oneDNN's C interface takes them. */
final class Call {
    // No primitive here takes more: source, weights, bias, destination, workspace, scratchpad.
    private static final int MOST_ARGUMENTS = 6;

    private final dnnl_primitive primitive;
    private final dnnl_stream stream;
    private final dnnl_exec_arg_t arguments;
    private int count;

    Call(Program program, primitive primitive, stream stream) {
        this.primitive = program.own(primitive).get();
        this.stream = stream.get();
        this.arguments = program.own(new dnnl_exec_arg_t(MOST_ARGUMENTS));
    }

    Call with(int argument, memory memory) {
        new dnnl_exec_arg_t(arguments).position(count++).arg(argument).memory(memory.get());
        return this;
    }

    void run() {
        int status = dnnl_primitive_execute(primitive, stream, count, arguments);
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN refused to run a primitive: status " + status);
        }
    }
}
