package dev.convoy.kernel.onednn.program;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Memory for the programs of a kernel, which run one after the other: as much as the largest of them needs. */
public final class Arena implements AutoCloseable {
    private final engine engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
    private memory memory;
    private long bytes;
    private long address;

    /** Returns the address of so many bytes. Nothing in them is kept from one program's run to the next. */
    long address(long wanted) {
        if (memory == null || wanted > bytes) {
            free();
            // oneDNN allocates and aligns it; JavaCPP would count it against the size of the Java heap.
            memory = new memory(new memory.desc(new long[] {Math.max(wanted, 1)}, data_type.u8, format_tag.a), engine);
            bytes = wanted;
            address = memory.get_data_handle().address();
        }
        return address;
    }

    private void free() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }

    @Override
    public void close() {
        free();
        engine.close();
    }
}
