package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.plan.Round;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Stops a run at the last round after which a checkpoint still fits into its time. A round is expected to take as long
 * as the slowest of the last ones; a checkpoint, twice as long as the last, because shared file systems slow down. A round that takes
 * longer than expected is cut short, and the run ends after the round before.
 */
public final class Deadline implements StopRule {
    private static final int LAST = 20;
    private static final int WRITES_SLOW_DOWN_BY = 2;

    private final Schedule schedule;
    private final Instant deadline;
    private final InstantSource clock;
    private final Duration closing;
    private final Longest rounds = new Longest();
    private final Longest evaluations = new Longest();
    private Duration write;

    /**
     * @param closing time that the process needs to end after its last checkpoint
     * @param write duration of a checkpoint, measured before the first
     */
    public Deadline(Schedule schedule, Instant deadline, InstantSource clock, Duration closing, Duration write) {
        this.schedule = schedule;
        this.deadline = deadline;
        this.clock = clock;
        this.closing = closing;
        this.write = write;
    }

    /** The longest of the last durations; zero before the first. */
    private static final class Longest {
        private final Deque<Duration> last = new ArrayDeque<>();

        void add(Duration duration) {
            last.addLast(duration);
            if (last.size() > LAST) {
                last.removeFirst();
            }
        }

        Duration get() {
            return last.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        }
    }

    /** Returns checkpoints whose durations this deadline learns from. */
    public Checkpoints timed(Checkpoints checkpoints) {
        return progress -> {
            Instant before = clock.instant();
            checkpoints.write(progress);
            write = Duration.between(before, clock.instant());
        };
    }

    /** Returns workers whose durations this deadline learns from, and which it cuts short. */
    public Workers timed(Workers workers) {
        return new TimedWorkers(workers, clock, this::untilSaving, rounds::add, evaluations::add);
    }

    /** Returns the time until a checkpoint must be begun. */
    private Duration untilSaving() {
        return Duration.between(clock.instant(), deadline).minus(saving());
    }

    private Duration saving() {
        return write.multipliedBy(WRITES_SLOW_DOWN_BY).plus(closing);
    }

    @Override
    public boolean stopsAfter(Progress at) {
        Round next = schedule.next(at.cursor());
        Duration expected = rounds.get();
        if (schedule.evaluatesAfter(next)) {
            expected = expected.plus(evaluations.get());
        }
        if (next.number() + 1 == schedule.rounds()) {
            // The test images are evaluated, and the model is written in addition to a checkpoint.
            expected = expected.plus(evaluations.get()).plus(write);
        }
        return untilSaving().compareTo(expected) < 0;
    }
}
