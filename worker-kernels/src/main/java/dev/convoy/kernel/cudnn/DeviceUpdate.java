package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.ParameterVectors;
import dev.convoy.kernel.cudnn.device.PinnedUpload;
import dev.convoy.kernel.cudnn.device.StreamMark;
import dev.convoy.kernel.cudnn.program.Launch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;

/**
 * The optimizer state on the GPU, and the update of all parameters: in one part, or in two, of which the first is that of
 * the last parameters of the vector.
 */
final class DeviceUpdate implements AutoCloseable {
    /** Bytes of the struct Step in the kernels' source. */
    private static final int STEP_BYTES = 32;

    private final Gpu gpu;
    private final List<SegmentUpdate> segments;
    private final int stateBytes;
    private final long settled;
    private final BitSet settledStates;
    private final long states;
    private final DeviceBuffer steps;
    private final PinnedUpload feed;
    private final StreamMark settling;
    private final Optional<Launch> first;
    private final Optional<Launch> rest;
    private final List<Long> owned = new ArrayList<>();

    /**
     * @param segments their offsets are the same in every later step
     * @param settled the first parameter of the first part; the number of parameters if there is none
     */
    DeviceUpdate(Gpu gpu, ParameterVectors vectors, List<SegmentUpdate> segments, int stateBytes, long settled) {
        this.gpu = gpu;
        this.segments = segments;
        this.stateBytes = stateBytes;
        this.settled = settled;
        List<UpdateRun> firstRuns = UpdateRun.of(segments, settled, Long.MAX_VALUE);
        this.settledStates = UpdateRun.states(firstRuns, segments);
        long stepBytes = (long) segments.size() * STEP_BYTES;
        try {
            this.states = allocate(stateBytes);
            this.steps = DeviceBuffer.at(allocate(stepBytes));
            this.first = launch(vectors, firstRuns);
            this.rest = launch(vectors, UpdateRun.of(segments, 0, settled));
            this.settling = new StreamMark();
            this.feed = new PinnedUpload(gpu, stepBytes);
        } catch (RuntimeException e) {
            owned.forEach(gpu::free);
            throw e;
        }
    }

    private long allocate(long bytes) {
        long address = gpu.allocate(bytes);
        owned.add(address);
        return address;
    }

    private Optional<Launch> launch(ParameterVectors vectors, List<UpdateRun> runs) {
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer table = UpdateRun.table(runs);
        long address = allocate(table.capacity());
        try (BytePointer given = new BytePointer(table)) {
            gpu.copyIn(given, address, table.capacity());
            gpu.await();
        }
        Launch launch = new Launch(gpu, "update")
                .blocks(runs.size(), 1, Launch.THREADS, 1)
                .with(vectors.parameters(0))
                .with(vectors.gradient(0))
                .with(DeviceBuffer.at(states))
                .with(DeviceBuffer.at(address))
                .with(steps);
        launch.bind();
        return Optional.of(launch);
    }

    /** Whether this was made for segments at these offsets. */
    boolean fits(List<SegmentUpdate> others, int bytes) {
        if (segments.size() != others.size() || stateBytes != bytes) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).segment().equals(others.get(i).segment())) {
                return false;
            }
        }
        return true;
    }

    /** Returns where the optimizer state is on the GPU. */
    long states() {
        return states;
    }

    /** Returns the first parameter of the first part. */
    long settled() {
        return settled;
    }

    /** Returns the mark after the first part of the last update. */
    StreamMark settling() {
        return settling;
    }

    /** Whether the first part has all bytes of a range of the parameters. */
    boolean hasSettledParameters(int start, int end) {
        return start >= settled * Float.BYTES;
    }

    /** Whether the first part has all bytes of a range of the optimizer state. */
    boolean hasSettledStates(int start, int end) {
        return settledStates.nextClearBit(start / Float.BYTES) >= end / Float.BYTES;
    }

    void run(List<SegmentUpdate> updates) {
        send(updates);
        first.ifPresent(Launch::run);
        rest.ifPresent(Launch::run);
        settling.set(gpu.stream());
    }

    void runFirst(List<SegmentUpdate> updates) {
        send(updates);
        first.ifPresent(Launch::run);
        settling.set(gpu.stream());
    }

    /** Updates what {@link #runFirst} has left. */
    void runRest() {
        rest.ifPresent(Launch::run);
    }

    private void send(List<SegmentUpdate> updates) {
        ByteBuffer table = feed.next().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (SegmentUpdate update : updates) {
            table.putInt(EnumOrdinals.of(update.rule()))
                    .putFloat(update.penalty().divisor())
                    .putFloat(update.penalty().l2())
                    .putFloat(update.penalty().weightDecay())
                    .putFloat(update.numbers().learningRate())
                    .putFloat(update.numbers().beta1())
                    .putFloat(update.numbers().beta2())
                    .putFloat(update.numbers().epsilon());
        }
        feed.send(steps);
    }

    @Override
    public void close() {
        first.ifPresent(Launch::close);
        rest.ifPresent(Launch::close);
        settling.close();
        feed.close();
        owned.forEach(gpu::free);
    }
}
