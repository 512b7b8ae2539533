package dev.convoy.driver.round;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Measures what workers do, and interrupts it when its time is over.
 *
 * @param left time from now on
 * @param rounds gets the duration of each round
 * @param evaluations gets the duration of each evaluation
 */
record TimedWorkers(
        Workers workers,
        InstantSource clock,
        Supplier<Duration> left,
        BiConsumer<Round, Duration> rounds,
        Consumer<Duration> evaluations)
        implements WorkersAround {
    @Override
    public RoundResult run(Round round, ModelState state) {
        return timed(duration -> rounds.accept(round, duration), () -> workers.run(round, state));
    }

    @Override
    public Predictions evaluate(Split split, ModelState state) {
        return timed(evaluations, () -> workers.evaluate(split, state));
    }

    /** @throws OutOfTimeException if the time ended first */
    private <R> R timed(Consumer<Duration> durations, Supplier<R> work) {
        Instant before = clock.instant();
        try (Alarm alarm = new Alarm(left.get())) {
            R result = alarm.during(work);
            durations.accept(Duration.between(before, clock.instant()));
            return result;
        }
    }

    /** Interrupts the thread that made it, unless it is closed before. */
    private static final class Alarm implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final long end;
        private boolean closed;
        private boolean rung;

        Alarm(Duration after) {
            end = System.nanoTime() + after.toNanos();
            Thread bell = new Thread(this::ring, "deadline");
            bell.setDaemon(true);
            bell.start();
        }

        private synchronized void ring() {
            try {
                for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
                    wait(left / 1_000_000 + 1);
                }
            } catch (InterruptedException e) {
                return;
            }
            if (!closed) {
                rung = true;
                thread.interrupt();
            }
        }

        <R> R during(Supplier<R> work) {
            try {
                return work.get();
            } catch (Throwable e) {
                // Any exception: Spark throws InterruptedException, which its methods do not declare.
                close();
                if (rung) {
                    throw new OutOfTimeException(e);
                }
                throw e;
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
            if (rung) {
                // What follows must not be interrupted.
                Thread.interrupted();
            }
        }
    }
}
