package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.SegmentUpdate.Rule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Neighbouring parameters that one block of the GPU updates.
 *
 * @param segment index of their segment
 * @param from first parameter
 * @param firstState where their part of the first vector of the optimizer state starts
 * @param secondState the same in the second vector
 */
record UpdateRun(int segment, long from, long firstState, long secondState, int count) {
    /** Size of the struct Run in the kernels' source. */
    static final int BYTES = 32;
    /** Number of values that one block updates: several for each of its threads. */
    private static final int VALUES = 4096;

    /** Cuts the parameters of a range into runs. */
    static List<UpdateRun> of(List<SegmentUpdate> segments, long from, long to) {
        List<UpdateRun> runs = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            SegmentUpdate.Segment segment = segments.get(i).segment();
            long end = Math.min(segment.to(), to);
            for (long at = Math.max(segment.from(), from); at < end; at += VALUES) {
                long done = at - segment.from();
                runs.add(new UpdateRun(i, at, segment.firstMoment() + done, segment.secondMoment() + done, (int)
                        Math.min(VALUES, end - at)));
            }
        }
        return runs;
    }

    /** Returns the runs as the kernel reads them. */
    static ByteBuffer table(List<UpdateRun> runs) {
        ByteBuffer table = ByteBuffer.allocateDirect(runs.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (UpdateRun run : runs) {
            table.putLong(run.from)
                    .putLong(run.firstState)
                    .putLong(run.secondState)
                    .putInt(run.segment)
                    .putInt(run.count);
        }
        return table.flip();
    }

    /** Returns the values of the optimizer state that the runs change. */
    static BitSet states(List<UpdateRun> runs, List<SegmentUpdate> segments) {
        BitSet states = new BitSet();
        for (UpdateRun run : runs) {
            Rule rule = segments.get(run.segment).rule();
            if (rule == Rule.NESTEROVS || rule == Rule.RMS_PROP || rule == Rule.ADAM) {
                states.set((int) run.firstState, (int) run.firstState + run.count);
            }
            if (rule == Rule.ADAM) {
                states.set((int) run.secondState, (int) run.secondState + run.count);
            }
        }
        return states;
    }
}
