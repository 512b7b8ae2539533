package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.ElementType;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.MemoryDemand;
import dev.convoy.kernel.cudnn.device.ParameterVectors;
import dev.convoy.kernel.cudnn.plan.ConvolutionPlans;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.compile.ArenaPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Lists of steps for training (forward and backward) and for testing, and all the memory that they use, in one arena
 * planned by an {@link ArenaPlan}. It is built once; running it allocates nothing.
 */
public final class Program implements AutoCloseable {
    /** Parameters of which a copy takes longer than the launch of a second part. */
    private static final long WORTH_DIVIDING = 1 << 20;

    private final Gpu gpu;
    private final ParameterVectors vectors;
    private final int size;
    private final ConvolutionPlans plans;
    private final Passes passes;
    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private final List<DeviceBuffer> kept = new ArrayList<>();
    private final DeviceBuffer given;
    private final WeightTable weights = new WeightTable(this);
    private final WeightTable weightGradients = new WeightTable(this);
    private long settled;
    private long arena;
    private long arenaBytes;

    /**
     * @param vectors the flattened parameters and their gradient
     * @param size number of examples in a minibatch
     * @param givenBytes size of the data from outside: the minibatch's seed, followed by the caller's other data
     */
    public Program(Gpu gpu, ParameterVectors vectors, ConvolutionPlans plans, int size, long givenBytes) {
        this.gpu = gpu;
        this.vectors = vectors;
        this.plans = plans;
        this.size = size;
        this.passes = new Passes(gpu);
        this.given = keep(givenBytes);
    }

    public Gpu gpu() {
        return gpu;
    }

    public ElementType type() {
        return gpu.type();
    }

    public int size() {
        return size;
    }

    public ConvolutionPlans plans() {
        return plans;
    }

    /** Returns the data from outside: first the minibatch's seed, eight bytes. */
    public DeviceBuffer given() {
        return given;
    }

    /** Returns a copy, in the type of activations, of so many neighbouring parameters; each pass begins with it. */
    public DeviceBuffer converted(long offset, int count) {
        return converted(WeightTable.Entry.linear(offset, keep((long) count * type().bytes()), count));
    }

    /** Has each pass begin with the conversion of these parameters. */
    DeviceBuffer converted(WeightTable.Entry entry) {
        weights.add(entry);
        return entry.buffer();
    }

    /** Has the backward pass end with the conversion of this gradient. */
    void convertGradient(WeightTable.Entry entry) {
        weightGradients.add(entry);
    }

    /** Returns the parameters from {@code offset} on. */
    public DeviceBuffer parameters(long offset) {
        return vectors.parameters(offset);
    }

    /** Returns the gradient of the parameters from {@code offset} on. */
    public DeviceBuffer gradient(long offset) {
        return vectors.gradient(offset);
    }

    public DeviceBuffer allocate(long bytes) {
        DeviceBuffer buffer = DeviceBuffer.inArena(bytes);
        buffers.add(buffer);
        return buffer;
    }

    /** Allocates bytes that keep their content between minibatches, or that any step may use. */
    public DeviceBuffer keep(long bytes) {
        DeviceBuffer buffer = allocate(bytes);
        kept.add(buffer);
        return buffer;
    }

    public Tensor tensor(Shape shape) {
        return tensor(type(), shape);
    }

    public Tensor tensor(ElementType type, Shape shape) {
        return new Tensor(allocate(size * shape.size() * type.bytes()), type, size, shape);
    }

    public Launch launch(String kernel) {
        return new Launch(gpu, kernel);
    }

    /** Returns a launch over all values of {@code tensor}, by packs if its channels allow it. */
    public Launch launch(String kernel, Tensor tensor) {
        return launch(tensor.wide() ? kernel + "_wide" : kernel).over(packs(tensor));
    }

    /** Returns how many packs that launch visits. */
    public static long packs(Tensor tensor) {
        return tensor.wide() ? tensor.count() / tensor.type().wide() : tensor.count();
    }

    /** Ends the forward pass: later steps belong to the backward pass. */
    public void turnBack() {
        passes.turnBack();
    }

    /** Appends to the pass being built: forward, which testing uses as well, or backward. */
    public void append(Step step) {
        passes.append(step);
    }

    /** Appends to the forward pass of training only. */
    public void appendTraining(Step step) {
        passes.appendTraining(step);
    }

    /** Appends to the test pass only. */
    public void appendInference(Step step) {
        passes.appendInference(step);
    }

    /** Says that something outside the steps reads or writes {@code buffer} now. */
    public void touchNow(DeviceBuffer buffer) {
        buffer.slot().touch(passes.now());
    }

    /**
     * Allocates memory and binds all steps to it.
     *
     * @throws CudaException if the GPU has too little memory
     */
    public void finish() {
        convertWeights();
        for (DeviceBuffer buffer : kept) {
            buffer.slot().touch(0);
            buffer.slot().touch(passes.now());
        }
        arenaBytes = ArenaPlan.place(buffers.stream().map(DeviceBuffer::slot).toList(), true);
        arena = gpu.allocate(arenaBytes);
        // Counters start at 0.
        gpu.clear(arena, arenaBytes);
        buffers.forEach(buffer -> buffer.place(arena));
        passes.bind();
    }

    private void convertWeights() {
        if (!weights.isEmpty()) {
            passes.prepend(weights.launch("weights_in", vectors.parameters(0)));
        }
        WeightTable late = divide();
        if (!late.isEmpty()) {
            passes.append(late.launch("weights_out", vectors.gradient(0)));
        }
    }

    /** Divides the backward pass if that pays, and returns the gradients to convert at its end. */
    private WeightTable divide() {
        settled = vectors.length();
        if (vectors.length() < WORTH_DIVIDING) {
            return weightGradients;
        }
        Map<ArenaPlan.Slot, Long> converted = weights.offsets();
        converted.putAll(weightGradients.offsets());
        Division division = Division.of(
                passes.backward(),
                vectors.length(),
                buffer -> buffer.slot() == null
                        ? vectors.offset(buffer.address())
                        : optional(converted.get(buffer.slot())));
        WeightTable early = weightGradients.between(division.settled(), vectors.length());
        if (early.isEmpty()) {
            return weightGradients;
        }
        settled = division.settled();
        passes.divide(division.steps(), early.launch("weights_out", vectors.gradient(0)));
        return weightGradients.between(0, settled);
    }

    private static OptionalLong optional(Long offset) {
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** @param besides bytes allocated elsewhere that also grow with the minibatch */
    public MemoryDemand demand(long besides) {
        long fixed = kept.stream()
                .filter(buffer -> buffer != given)
                .mapToLong(buffer -> buffer.slot().bytes())
                .sum();
        return new MemoryDemand(arenaBytes + besides, fixed, size);
    }

    /** Describes the plan's memory, for the log. */
    public String usage() {
        long bytes = buffers.stream().mapToLong(buffer -> buffer.slot().bytes()).sum();
        return String.format(
                Locale.ROOT, "%,d bytes on the GPU, %,d without sharing; %d launches", arenaBytes, bytes, passes.now());
    }

    /**
     * Runs all steps one by one and waits for them: libraries load their code when it is first used. After that, the
     * passes are ready to be launched.
     *
     * @throws CudaException if the GPU has too little memory
     */
    public void rehearse() {
        passes.rehearse();
    }

    /** Puts the forward pass and the first part of the backward pass into the GPU's stream. */
    public void runFirst() {
        passes.runFirst();
    }

    /** Puts the rest of the backward pass into the stream. */
    public void runRest() {
        passes.runRest();
    }

    /**
     * Returns the parameter from which on the gradient is complete after the first part, and which the rest does not read,
     * like all after it; the number of parameters if all steps belong to the first part.
     */
    public long settled() {
        return settled;
    }

    /** Puts a forward pass as at test time into the GPU's stream. */
    public void runInference() {
        passes.runInference();
    }

    @Override
    public void close() {
        passes.close();
        if (arena != 0) {
            gpu.free(arena);
        }
    }
}
