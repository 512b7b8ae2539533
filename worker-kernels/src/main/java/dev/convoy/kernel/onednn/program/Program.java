package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.onednn.program.MemoryPlan.Address;
import dev.convoy.kernel.onednn.program.MemoryPlan.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Lists of steps, for training forward and backward and for testing, and all the memory they touch. Built once; running
 * it allocates no native memory, and on the Java heap no more than a few addresses.
 *
 * <p>Parameters and their gradients are not copied in or out: their memory objects are bound to places in the caller's
 * flattened vectors, again only when the caller's addresses change. All else lies in one arena by a {@link MemoryPlan}.
 */
public final class Program implements AutoCloseable {
    private final data_type type;
    private final boolean sharing;
    private final List<Pointer> owned = new ArrayList<>();
    private final engine engine = own(new engine(org.bytedeco.dnnl.engine.kind.cpu, 0));
    private final stream stream = own(new stream(engine));
    private final List<Timed> forward = new ArrayList<>();
    private final List<Timed> backward = new ArrayList<>();
    private final List<Timed> inference = new ArrayList<>();
    private final List<Place> parameters = new ArrayList<>();
    private final List<Place> gradients = new ArrayList<>();
    private final MemoryPlan plan = new MemoryPlan();
    private String layer = "";
    private boolean onWayForward = true;
    private long seed;
    private long boundParameters;
    private long boundGradients;
    private MemoryUse usage;

    /**
     * A step with its place in the order of all.
     *
     * @param layer the layer it works for
     */
    public record Timed(Step step, int time, String layer) {}

    /** Memory whose handle is {@code offset} bytes into one of the caller's vectors. */
    private record Place(memory memory, long offset) {
        void bind(long address) {
            memory.set_data_handle(new Address(address + offset));
        }
    }

    /**
     * @param type of activations and their gradients; parameters and their gradients are float32
     * @param sharing whether buffers share bytes; if not, each keeps what was last written to it
     */
    public Program(data_type type, boolean sharing) {
        this.type = type;
        this.sharing = sharing;
    }

    public data_type type() {
        return type;
    }

    public engine engine() {
        return engine;
    }

    /** Whose steps are appended from here on. */
    public void enter(String name) {
        layer = name;
    }

    /** From here on steps belong to the backward pass. */
    public void turnBack() {
        onWayForward = false;
    }

    /** Appends to the pass being built: forward, which is testing's as well, or backward. */
    public void append(Step step) {
        if (onWayForward) {
            appendInference(step);
            appendTraining(step);
        } else {
            backward.add(new Timed(step, backward.size(), layer));
        }
    }

    /** Appends to the forward pass of training only. */
    public void appendTraining(Step step) {
        forward.add(new Timed(step, forward.size(), layer));
    }

    /** Appends to testing only; before what training does in its place. */
    public void appendInference(Step step) {
        inference.add(new Timed(step, forward.size(), layer));
    }

    /** Frees {@code pointer} when this program is closed, after all that it came to own later. */
    public <P extends Pointer> P own(P pointer) {
        owned.add(pointer);
        return pointer;
    }

    /** Memory that the plan gives a place. */
    public memory allocate(memory.desc layout) {
        return plan.add(unbound(layout), Purpose.ACTIVATIONS);
    }

    /** The same for weights or their gradient, for tables. */
    public memory allocateWeights(memory.desc layout) {
        return plan.add(unbound(layout), Purpose.WEIGHTS);
    }

    /** Memory of its own, outside the plan, at hand at once and for good. */
    public memory fixed(memory.desc layout) {
        return own(new memory(layout, engine));
    }

    /** The bytes of {@code of}, read as {@code layout}. */
    public memory view(memory of, memory.desc layout) {
        return plan.addView(unbound(layout), of);
    }

    /** Whether writing the one changes the other. */
    public boolean sameBytes(memory one, memory other) {
        return plan.sameBytes(one, other);
    }

    /** Memory at {@code offset} values into the caller's parameters. */
    public memory parameter(long offset, memory.desc layout) {
        return place(parameters, offset, layout);
    }

    /** Memory at {@code offset} values into the caller's gradient. */
    public memory gradient(long offset, memory.desc layout) {
        return place(gradients, offset, layout);
    }

    /** {@code source} itself if it has the layout wanted, else a copy in it, made in the pass being built. */
    public memory reordered(memory source, memory.desc wanted) {
        if (source.get_desc().equals(wanted)) {
            return source;
        }
        memory copy = allocate(wanted);
        reorder(source, copy);
        return copy;
    }

    public void reorder(memory source, memory destination) {
        append(reordering(source, destination));
    }

    public Step reordering(memory source, memory destination) {
        reorder.primitive_desc description = own(new reorder.primitive_desc(
                engine, source.get_desc(), engine, destination.get_desc(), attributes(), false));
        return call(new reorder(description), description.scratchpad_desc())
                .with(dnnl.DNNL_ARG_FROM, source)
                .with(dnnl.DNNL_ARG_TO, destination);
    }

    /** A call of {@code primitive}; its arguments are still to be given. */
    public Call call(primitive primitive, memory.desc scratchpad) {
        return new Call(this, layer, primitive, stream)
                .with(dnnl.DNNL_ARG_SCRATCHPAD, plan.add(unbound(scratchpad), Purpose.SCRATCH));
    }

    /** Attributes for every primitive: scratch memory is ours, and results never depend on timing. */
    public primitive_attr attributes() {
        primitive_attr attributes = own(new primitive_attr());
        attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        attributes.set_deterministic(true);
        return attributes;
    }

    /**
     * Call once, when all steps have been appended: gives all memory its place.
     *
     * @param features written before the forward pass
     * @param outputs read between the passes
     * @param outputsGradient written there
     */
    public void finish(memory features, memory outputs, memory outputsGradient) {
        int between = forward.size();
        plan.touch(features, -1);
        plan.touch(outputs, between);
        plan.touch(outputsGradient, between);
        inference.forEach(timed -> touch(timed.step(), timed.time()));
        forward.forEach(timed -> touch(timed.step(), timed.time()));
        backward.forEach(timed -> touch(timed.step(), between + 1 + timed.time()));
        long bytes = plan.place(sharing);
        // By oneDNN, which aligns it, and not by JavaCPP, which would count it against the size of the Java heap.
        memory arena = fixed(new memory.desc(new long[] {Math.max(bytes, 1)}, data_type.u8, format_tag.a));
        plan.bind(arena.get_data_handle().address());
        usage = new MemoryUse(
                bytes,
                plan.liveAt(between, Purpose.WEIGHTS),
                plan.liveAt(between, Purpose.ACTIVATIONS),
                plan.largest(Purpose.SCRATCH));
    }

    private void touch(Step step, int time) {
        step.touches().forEach(memory -> plan.touch(memory, time));
    }

    public MemoryUse usage() {
        return usage;
    }

    public List<Timed> training() {
        List<Timed> steps = new ArrayList<>(forward);
        steps.addAll(backward);
        return steps;
    }

    public void bind(Pointer parameterVector, Pointer gradientVector) {
        bindParameters(parameterVector);
        if (boundGradients != gradientVector.address()) {
            boundGradients = gradientVector.address();
            gradients.forEach(place -> place.bind(boundGradients));
        }
    }

    public void bindParameters(Pointer parameterVector) {
        if (boundParameters != parameterVector.address()) {
            boundParameters = parameterVector.address();
            parameters.forEach(place -> place.bind(boundParameters));
        }
    }

    /** That of the minibatch being computed. */
    public long seed() {
        return seed;
    }

    public void runForward(long batchSeed) {
        seed = batchSeed;
        run(forward);
    }

    public void runBackward() {
        run(backward);
    }

    public void runInference() {
        run(inference);
    }

    private void run(List<Timed> steps) {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).step().run();
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
}
