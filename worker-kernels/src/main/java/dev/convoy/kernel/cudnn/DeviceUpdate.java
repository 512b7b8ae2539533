package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.ParameterVectors;
import dev.convoy.kernel.cudnn.device.PinnedUpload;
import dev.convoy.kernel.cudnn.program.Launch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;

/** The optimizer state on the GPU, and one launch that updates all parameters. */
final class DeviceUpdate implements AutoCloseable {
    /** Number of values that one block updates: several for each of its threads. */
    private static final int RUN_VALUES = 4096;
    /** Bytes of the structs Run and Step in the kernels' source. */
    private static final int RUN_BYTES = 32;

    private static final int STEP_BYTES = 32;

    private final Gpu gpu;
    private final List<SegmentUpdate> segments;
    private final int stateBytes;
    private final long states;
    private final long runs;
    private final DeviceBuffer steps;
    private final PinnedUpload feed;
    private final Launch launch;
    private final List<Long> owned = new ArrayList<>();

    /** @param segments their offsets are the same in every later step */
    DeviceUpdate(Gpu gpu, ParameterVectors vectors, List<SegmentUpdate> segments, int stateBytes) {
        this.gpu = gpu;
        this.segments = segments;
        this.stateBytes = stateBytes;
        ByteBuffer table = runs(segments);
        long stepBytes = (long) segments.size() * STEP_BYTES;
        try {
            this.states = allocate(stateBytes);
            this.runs = allocate(table.capacity());
            this.steps = DeviceBuffer.at(allocate(stepBytes));
            try (BytePointer given = new BytePointer(table)) {
                gpu.copyIn(given, runs, table.capacity());
                gpu.await();
            }
            this.feed = new PinnedUpload(gpu, stepBytes);
        } catch (RuntimeException e) {
            owned.forEach(gpu::free);
            throw e;
        }
        this.launch = new Launch(gpu, "update")
                .blocks(table.capacity() / RUN_BYTES, 1, Launch.THREADS, 1)
                .with(vectors.parameters(0))
                .with(vectors.gradient(0))
                .with(DeviceBuffer.at(states))
                .with(DeviceBuffer.at(runs))
                .with(steps);
        launch.bind();
    }

    private long allocate(long bytes) {
        long address = gpu.allocate(bytes);
        owned.add(address);
        return address;
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

    void run(List<SegmentUpdate> updates) {
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
        launch.run();
    }

    private static ByteBuffer runs(List<SegmentUpdate> segments) {
        int count = segments.stream()
                .mapToInt(update -> (update.segment().to() - update.segment().from() + RUN_VALUES - 1) / RUN_VALUES)
                .sum();
        ByteBuffer table = ByteBuffer.allocateDirect(count * RUN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < segments.size(); i++) {
            SegmentUpdate.Segment segment = segments.get(i).segment();
            for (int done = 0; done < segment.to() - segment.from(); done += RUN_VALUES) {
                table.putLong(segment.from() + done)
                        .putLong(segment.firstMoment() + done)
                        .putLong(segment.secondMoment() + done)
                        .putInt(i)
                        .putInt(Math.min(RUN_VALUES, segment.to() - segment.from() - done));
            }
        }
        return table.flip();
    }

    @Override
    public void close() {
        launch.close();
        feed.close();
        owned.forEach(gpu::free);
    }
}
