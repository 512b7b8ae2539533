package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.onednn.program.MemoryPlan.Address;
import dev.convoy.kernel.onednn.program.MemoryPlan.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Lists of steps for training (forward and backward) and for testing, and where their memory is. It is built
 * once; running it allocates no native memory, and only a few addresses on the Java heap.
 *
 * <p>Parameters and their gradients are not copied in or out: their memory objects are bound to offsets in the caller's
 * flattened vectors, and bound again only when the caller's addresses change. Everything else is in an {@link Arena},
 * planned by a {@link MemoryPlan}.
 */
public final class Program implements AutoCloseable {
    private final data_type type;
    private final boolean sharing;
    private final Arena arena;
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
    private long bytes;
    private long boundArena;
    private long boundParameters;
    private long boundGradients;
    private MemoryUse usage;

    /**
     * A step with its position in the order of all steps.
     *
     * @param layer the layer that it belongs to
     */
    public record Timed(Step step, int time, String layer) {}

    /** Memory whose address is {@code offset} bytes into one of the caller's vectors. */
    private record Place(memory memory, long offset) {
        void bind(long address) {
            memory.set_data_handle(new Address(address + offset));
        }
    }

    /**
     * @param type the type of activations and their gradients; parameters and their gradients are float32
     * @param sharing whether buffers share bytes; if not, each keeps what was last written to it
     * @param arena stays open; programs that run one after the other may share it
     */
    public Program(data_type type, boolean sharing, Arena arena) {
        this.type = type;
        this.sharing = sharing;
        this.arena = arena;
    }

    public data_type type() {
        return type;
    }

    public engine engine() {
        return engine;
    }

    /** Says that the next steps belong to the layer of this name. */
    public void enter(String name) {
        layer = name;
    }

    /** Ends the forward pass: later steps belong to the backward pass. */
    public void turnBack() {
        onWayForward = false;
    }

    /** Appends to the pass being built: forward, which testing uses as well, or backward. */
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

    /** Appends to the test pass only; call it before appending what training does instead. */
    public void appendInference(Step step) {
        inference.add(new Timed(step, forward.size(), layer));
    }

    /** Frees {@code pointer} when this program is closed, after everything that it owned later. */
    public <P extends Pointer> P own(P pointer) {
        owned.add(pointer);
        return pointer;
    }

    /** Returns memory whose address the plan decides. */
    public memory allocate(memory.desc layout) {
        return plan.add(unbound(layout), Purpose.ACTIVATIONS);
    }

    /** Returns planned memory for weights or their gradient, which tables show separately. */
    public memory allocateWeights(memory.desc layout) {
        return plan.add(unbound(layout), Purpose.WEIGHTS);
    }

    /** Returns separate memory outside the plan, which can be used at once and is kept. */
    public memory fixed(memory.desc layout) {
        return own(new memory(layout, engine));
    }

    /** Returns the bytes of {@code of}, read as {@code layout}. */
    public memory view(memory of, memory.desc layout) {
        return plan.addView(unbound(layout), of);
    }

    /** Whether writing to {@code first} changes {@code second}. */
    public boolean sameBytes(memory first, memory second) {
        return plan.sameBytes(first, second);
    }

    /** Returns memory at {@code offset} values into the caller's parameters. */
    public memory parameter(long offset, memory.desc layout) {
        return place(parameters, offset, layout);
    }

    /** Returns memory at {@code offset} values into the caller's gradient. */
    public memory gradient(long offset, memory.desc layout) {
        return place(gradients, offset, layout);
    }

    /** Returns {@code source} itself if it has the layout wanted, else a copy in it, made in the pass being built. */
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

    /** Returns a call of {@code primitive}; its arguments must still be added. */
    public Call call(primitive primitive, memory.desc scratchpad) {
        return new Call(this, layer, primitive, stream)
                .with(dnnl.DNNL_ARG_SCRATCHPAD, plan.add(unbound(scratchpad), Purpose.SCRATCH));
    }

    /** Returns attributes for every primitive: scratch memory is ours, and results never depend on timing. */
    public primitive_attr attributes() {
        primitive_attr attributes = own(new primitive_attr());
        attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        attributes.set_deterministic(true);
        return attributes;
    }

    /**
     * Gives all memory its place; call it once, when all steps have been appended.
     *
     * @param features written before the forward pass
     * @param outputs read between the passes
     * @param outputsGradient written between the passes
     */
    public void finish(memory features, memory outputs, memory outputsGradient) {
        int between = forward.size();
        plan.touch(features, -1);
        plan.touch(outputs, between);
        plan.touch(outputsGradient, between);
        inference.forEach(timed -> touch(timed.step(), timed.time()));
        forward.forEach(timed -> touch(timed.step(), timed.time()));
        backward.forEach(timed -> touch(timed.step(), between + 1 + timed.time()));
        bytes = plan.place(sharing);
        bindArena();
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

    /** Sets the addresses for the runs that follow; features may be written then. */
    public void bind(Pointer parameterVector, Pointer gradientVector) {
        bindParameters(parameterVector);
        if (boundGradients != gradientVector.address()) {
            boundGradients = gradientVector.address();
            gradients.forEach(place -> place.bind(boundGradients));
        }
    }

    private void bindArena() {
        long start = arena.address(bytes);
        if (boundArena != start) {
            boundArena = start;
            plan.bind(start);
        }
    }

    /** Sets the addresses for the runs that follow; features may be written then. */
    public void bindParameters(Pointer parameterVector) {
        bindArena();
        if (boundParameters != parameterVector.address()) {
            boundParameters = parameterVector.address();
            parameters.forEach(place -> place.bind(boundParameters));
        }
    }

    /** Returns the seed of the minibatch being computed. */
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
