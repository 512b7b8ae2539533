package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.SegmentUpdate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** The updater's state on the card, and one launch that updates all parameters. */
final class DeviceUpdate implements AutoCloseable {
    /** Values that one block updates: several for each of its threads. */
    private static final int RUN = 4096;
    /** Bytes of the structs Run and Step in the kernels' source. */
    private static final int RUN_BYTES = 32;

    private static final int STEP_BYTES = 32;

    private final Card card;
    private final List<SegmentUpdate> segments;
    private final long stateBytes;
    private final long states;
    private final long runs;
    private final Buffer steps;
    private final Feed feed;
    private final Launch launch;
    private final List<Long> owned = new ArrayList<>();

    /** @param segments whose places are those of every later step */
    DeviceUpdate(Card card, Vectors vectors, List<SegmentUpdate> segments, long stateLength) {
        this.card = card;
        this.segments = segments;
        this.stateBytes = stateLength * Float.BYTES;
        ByteBuffer table = runs(segments);
        long stepBytes = (long) segments.size() * STEP_BYTES;
        try {
            this.states = allocate(stateBytes);
            this.runs = allocate(table.capacity());
            this.steps = Buffer.at(allocate(stepBytes));
            try (BytePointer given = new BytePointer(table)) {
                card.copyIn(given, runs, table.capacity());
                card.await();
            }
            this.feed = new Feed(card, stepBytes);
        } catch (RuntimeException e) {
            owned.forEach(card::free);
            throw e;
        }
        this.launch = new Launch(card, "update")
                .blocks(table.capacity() / RUN_BYTES, 1, Launch.THREADS, 1)
                .with(vectors.parameters(0))
                .with(vectors.gradient(0))
                .with(Buffer.at(states))
                .with(Buffer.at(runs))
                .with(steps);
        launch.bind();
    }

    private long allocate(long bytes) {
        long address = card.allocate(bytes);
        owned.add(address);
        return address;
    }

    /** Whether it is made for segments in these places. */
    boolean fits(List<SegmentUpdate> others, long stateLength) {
        if (segments.size() != others.size() || stateBytes != stateLength * Float.BYTES) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            SegmentUpdate mine = segments.get(i);
            SegmentUpdate other = others.get(i);
            if (mine.from() != other.from()
                    || mine.to() != other.to()
                    || mine.firstState() != other.firstState()
                    || mine.secondState() != other.secondState()) {
                return false;
            }
        }
        return true;
    }

    void load(Pointer from) {
        if (stateBytes > 0) {
            card.copyIn(from, states, stateBytes);
        }
    }

    void store(Pointer to) {
        if (stateBytes > 0) {
            card.copyOut(states, to, stateBytes);
        }
    }

    void run(List<SegmentUpdate> updates) {
        ByteBuffer table = feed.next().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (SegmentUpdate update : updates) {
            table.putInt(Order.of(update.rule()))
                    .putFloat(update.divisor())
                    .putFloat(update.l2())
                    .putFloat(update.decay())
                    .putFloat(update.rate())
                    .putFloat(update.first())
                    .putFloat(update.second())
                    .putFloat(update.epsilon());
        }
        feed.send(steps);
        launch.run();
    }

    private static ByteBuffer runs(List<SegmentUpdate> segments) {
        int count = segments.stream()
                .mapToInt(segment -> (segment.to() - segment.from() + RUN - 1) / RUN)
                .sum();
        ByteBuffer table = ByteBuffer.allocateDirect(count * RUN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < segments.size(); i++) {
            SegmentUpdate segment = segments.get(i);
            for (int done = 0; done < segment.to() - segment.from(); done += RUN) {
                table.putLong(segment.from() + done)
                        .putLong(segment.firstState() + done)
                        .putLong(segment.secondState() + done)
                        .putInt(i)
                        .putInt(Math.min(RUN, segment.to() - segment.from() - done));
            }
        }
        return table.flip();
    }

    @Override
    public void close() {
        launch.close();
        feed.close();
        owned.forEach(card::free);
    }
}
