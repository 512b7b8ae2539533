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
 * as the slowest of the last ones, or longer by as much as it has more steps; a checkpoint, twice as long as the last, because shared file systems slow down. A round that takes
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
        private final Deque<Work> last = new ArrayDeque<>();

        void add(Duration duration, int steps) {
            last.addLast(new Work(duration, steps));
            if (last.size() > LAST) {
                last.removeFirst();
            }
        }

        Duration of(int steps) {
            return last.stream()
                    .map(work -> work.of(steps))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        }
    }

    private record Work(Duration duration, int steps) {
        /** Returns the longest time that so many steps may take: some of the time does not depend on the steps. */
        Duration of(int others) {
            return others <= steps ? duration : duration.multipliedBy(others).dividedBy(steps);
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
        return new TimedWorkers(
                workers,
                clock,
                this::untilSaving,
                (round, duration) -> rounds.add(duration, steps(round)),
                duration -> evaluations.add(duration, 1));
    }

    private int steps(Round round) {
        return schedule.plan().steps(round.epoch(), round.index());
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
        Duration expected = rounds.of(steps(next));
        // The averaged weights are evaluated too.
        Duration evaluation = evaluations.of(1).multipliedBy(schedule.average().isPresent() ? 2 : 1);
        if (schedule.evaluatesAfter(next)) {
            expected = expected.plus(evaluation);
        }
        if (next.number() + 1 == schedule.rounds()) {
            // The test images are evaluated, and the model is written in addition to a checkpoint.
            expected = expected.plus(evaluation).plus(write);
        }
        return untilSaving().compareTo(expected) < 0;
    }
}
