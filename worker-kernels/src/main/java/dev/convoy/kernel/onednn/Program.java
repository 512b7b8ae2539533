package dev.convoy.kernel.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Two lists of oneDNN calls and all the memory they touch. Built once; running it allocates nothing.
 *
 * <p>Parameters and their gradients are not copied in or out: their memory objects are bound to places in the caller's
 * flattened vectors, again only when the caller's addresses change.
 */
final class Program implements AutoCloseable {
    private final List<Pointer> owned = new ArrayList<>();
    private final engine engine = own(new engine(org.bytedeco.dnnl.engine.kind.cpu, 0));
    private final stream stream = own(new stream(engine));
    private final List<Call> forward = new ArrayList<>();
    private final List<Call> backward = new ArrayList<>();
    private final List<Place> parameters = new ArrayList<>();
    private final List<Place> gradients = new ArrayList<>();
    private final List<memory> scratchpads = new ArrayList<>();
    private long boundParameters;
    private long boundGradients;

    /** Memory whose handle is {@code offset} bytes into one of the caller's vectors. */
    private record Place(memory memory, long offset) {
        void bind(long address) {
            memory.set_data_handle(new Address(address + offset));
        }
    }

    engine engine() {
        return engine;
    }

    List<Call> forward() {
        return forward;
    }

    List<Call> backward() {
        return backward;
    }

    /** Frees {@code pointer} when this program is closed, after all that it came to own later. */
    <P extends Pointer> P own(P pointer) {
        owned.add(pointer);
        return pointer;
    }

    memory allocate(memory.desc layout) {
        return own(new memory(layout, engine));
    }

    /** Memory at {@code offset} values into the caller's parameters. */
    memory parameter(long offset, memory.desc layout) {
        return place(parameters, offset, layout);
    }

    /** Memory at {@code offset} values into the caller's gradient. */
    memory gradient(long offset, memory.desc layout) {
        return place(gradients, offset, layout);
    }

    /** Memory for a primitive's scratch values; all of a program share one buffer, as its calls run one by one. */
    private memory scratchpad(memory.desc layout) {
        memory memory = unbound(layout);
        scratchpads.add(memory);
        return memory;
    }

    /** {@code source} itself if it has the layout wanted, else a copy in it that {@code calls} refreshes. */
    memory reordered(List<Call> calls, memory source, memory.desc wanted) {
        if (source.get_desc().equals(wanted)) {
            return source;
        }
        memory copy = allocate(wanted);
        reorder(calls, source, copy);
        return copy;
    }

    void reorder(List<Call> calls, memory source, memory destination) {
        reorder.primitive_desc description = own(new reorder.primitive_desc(
                engine, source.get_desc(), engine, destination.get_desc(), attributes(), false));
        calls.add(call(new reorder(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_FROM, source)
                .with(dnnl.DNNL_ARG_TO, destination));
    }

    /** A call of {@code primitive}; its arguments are still to be given. */
    Call call(primitive primitive, memory.desc scratchpad) {
        return new Call(this, primitive, stream).with(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad(scratchpad));
    }

    /** Attributes for every primitive: scratch memory is ours, and results never depend on timing. */
    primitive_attr attributes() {
        primitive_attr attributes = own(new primitive_attr());
        attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        attributes.set_deterministic(true);
        return attributes;
    }

    /** Call once, when all calls have been appended. */
    void finish() {
        long bytes = scratchpads.stream()
                .mapToLong(memory -> memory.get_desc().get_size())
                .max()
                .orElse(0);
        BytePointer shared = own(new BytePointer(Math.max(bytes, 1)));
        scratchpads.forEach(memory -> memory.set_data_handle(shared));
    }

    void bind(Pointer parameterVector, Pointer gradientVector) {
        bindParameters(parameterVector);
        if (boundGradients != gradientVector.address()) {
            boundGradients = gradientVector.address();
            gradients.forEach(place -> place.bind(boundGradients));
        }
    }

    void bindParameters(Pointer parameterVector) {
        if (boundParameters != parameterVector.address()) {
            boundParameters = parameterVector.address();
            parameters.forEach(place -> place.bind(boundParameters));
        }
    }

    void runForward() {
        run(forward);
    }

    void runBackward() {
        run(backward);
    }

    private void run(List<Call> calls) {
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).run();
        }
        stream._wait();
    }

    private memory place(List<Place> places, long offset, memory.desc layout) {
        memory memory = unbound(layout);
        places.add(new Place(memory, offset * Float.BYTES));
        return memory;
    }

    private memory unbound(memory.desc layout) {
        return own(new memory(layout, engine, (Pointer) null));
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
        owned.clear();
    }

    /** An address of the caller's, as JavaCPP passes it on. */
    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
