package dev.convoy.kernel.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** One primitive with its arguments, prepared once in the form of oneDNN's C interface. */
public final class Call implements Step {
    private static final int FEWEST_ARGUMENTS = 16;

    private final Program program;
    private final String layer;
    private final dnnl_primitive primitive;
    private final dnnl_stream stream;
    private final List<memory> touched = new ArrayList<>();
    private dnnl_exec_arg_t arguments;
    private Role role = Role.OTHER;

    /** @param layer the layer that it belongs to, for messages */
    Call(Program program, String layer, primitive primitive, stream stream) {
        this.program = program;
        this.layer = layer;
        this.primitive = program.own(primitive).get();
        this.stream = stream.get();
        this.arguments = program.own(new dnnl_exec_arg_t(FEWEST_ARGUMENTS));
    }

    public Call with(int argument, memory memory) {
        int count = touched.size();
        if (count == arguments.capacity()) {
            dnnl_exec_arg_t longer = program.own(new dnnl_exec_arg_t(2L * count));
            longer.put(arguments);
            arguments = longer;
        }
        new dnnl_exec_arg_t(arguments).position(count).arg(argument).memory(memory.get());
        touched.add(memory);
        return this;
    }

    public Call as(Role given) {
        role = given;
        return this;
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public List<memory> touches() {
        return touched;
    }

    @Override
    public void run() {
        int status = dnnl_primitive_execute(primitive, stream, touched.size(), arguments);
        if (status != dnnl_success) {
            throw new IllegalStateException(
                    "oneDNN refused to run a primitive of layer " + layer + ": status " + status);
        }
    }
}
