package dev.convoy.jobs.sweep;

import dev.convoy.driver.sweep.Rungs;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.SweepSettings.Strategy;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Runs the trials of a sweep side by side, in the order of a scheduler. What is in the log is neither done nor decided
 * again.
 */
public final class Sweep {
    private static final int SECONDS_TO_END = 60;

    private final List<Trial> trials;
    private final SweepSettings settings;
    private final SweepLog log;
    private final TrialRunner runner;
    private final SweepConsole console;
    private final TrialScheduler scheduler;
    private final Set<Training> running = new HashSet<>();
    /** What ends the sweep before its end; the failures that follow are its consequences. */
    private final AtomicReference<Throwable> end = new AtomicReference<>();

    private volatile boolean isStopped;

    /** @param console gets a line for each event */
    public Sweep(
            List<Trial> trials, SweepSettings settings, SweepLog log, TrialRunner runner, Consumer<String> console) {
        this.trials = trials;
        this.settings = settings;
        this.log = log;
        this.runner = runner;
        this.console = new SweepConsole(trials, settings, console);
        this.scheduler = settings.strategy() == Strategy.ASHA
                ? new AsynchronousScheduler(trials, settings, log, this::append)
                : new SynchronousScheduler(trials, settings, log, this::append);
    }

    /**
     * Trains until nothing is left to train, or until a trial has stopped before its rung.
     *
     * @param concurrent trials that train at the same time
     * @return whether the sweep has ended; otherwise the same command continues it
     */
    public boolean run(int concurrent) throws IOException {
        ExecutorService threads = new ThreadPoolExecutor(
                concurrent,
                concurrent,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "trial"),
                // The first thread may end the sweep before the last one is here.
                new ThreadPoolExecutor.DiscardPolicy());
        for (int i = 0; i < concurrent; i++) {
            threads.execute(() -> {
                try {
                    trainAll();
                } catch (Throwable e) {
                    // Any exception: Spark throws checked exceptions that its methods do not declare.
                    end.compareAndSet(null, e);
                    threads.shutdownNow();
                }
            });
        }
        threads.shutdown();
        try {
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            end.compareAndSet(null, new InterruptedIOException("the sweep was interrupted"));
            threads.shutdownNow();
            awaitEnd(threads);
        }
        if (end.get() != null) {
            ExceptionUtils.rethrow(end.get());
        }
        if (!isStopped && !log.hasEnded()) {
            conclude();
        }
        return !isStopped;
    }

    private void trainAll() throws IOException, InterruptedException {
        for (Optional<Training> next = begin(); next.isPresent(); next = begin()) {
            try {
                train(next.get());
            } finally {
                ended(next.get());
            }
        }
    }

    /** Waits for a training that can begin; empty if there will be none. */
    private synchronized Optional<Training> begin() throws IOException, InterruptedException {
        while (!isStopped) {
            Optional<Training> next = scheduler.next(running);
            next.ifPresent(running::add);
            if (next.isPresent() || running.isEmpty()) {
                return next;
            }
            wait();
        }
        return Optional.empty();
    }

    private synchronized void ended(Training training) {
        running.remove(training);
        notifyAll();
    }

    private void train(Training training) throws IOException {
        Trial trial = training.trial();
        int number = trial.number();
        int rung = training.rung();
        Rungs rungs = settings.rungs();
        boolean isLast = rung == rungs.count();
        int epochs = rungs.epochs().get(rung - 1);
        if (log.find(Kind.STARTED, number, rung).isEmpty()) {
            append(SweepEvent.started(number, rung, isLast ? null : epochs, trial.keys()));
        }
        try {
            OptionalDouble metric = train(trial, isLast ? OptionalInt.empty() : OptionalInt.of(epochs));
            if (metric.isPresent()) {
                append(SweepEvent.result(number, rung, metric.getAsDouble()));
            } else {
                isStopped = true;
            }
        } catch (TrialFailedException e) {
            append(SweepEvent.failed(number, rung, e.getMessage()));
        }
    }

    /** A trial that has lost its executors has a second chance: a trial that is too large for them loses them again. */
    private OptionalDouble train(Trial trial, OptionalInt epochs) throws IOException, TrialFailedException {
        try {
            return runner.train(trial, epochs);
        } catch (TrialFailedException e) {
            if (!e.hasLostExecutors()) {
                throw e;
            }
            return runner.train(trial, epochs);
        }
    }

    /** Records the trials that have not been promoted, and the best. */
    private void conclude() throws IOException {
        int last = settings.rungs().count();
        for (Trial trial : trials) {
            Optional<SweepEvent> result =
                    log.last(trial.number()).filter(event -> event.event() == Kind.RESULT && event.rung() < last);
            if (result.isPresent()) {
                append(SweepEvent.decided(
                        Kind.STOPPED, trial.number(), result.get().rung()));
            }
        }
        Map<Integer, Double> results = log.results(last);
        List<Integer> best = settings.metric().promoted(results, 1);
        append(best.isEmpty() ? SweepEvent.ended(null, null) : SweepEvent.ended(best.get(0), results.get(best.get(0))));
    }

    private void append(SweepEvent event) throws IOException {
        if (end.get() != null) {
            throw new InterruptedIOException("the sweep stops");
        }
        log.append(event);
        console.show(event, log.done());
    }

    /** Waits for trials that save their last round after an interrupt. */
    private static void awaitEnd(ExecutorService threads) {
        try {
            threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
