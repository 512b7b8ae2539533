package dev.convoy.jobs.sweep;

import dev.convoy.driver.sweep.Rungs;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Runs the trials of a sweep, rung by rung: at each rung all trials that are left train side by side, and the best of
 * them go on. What is in the log is not done again, so a sweep that continues makes the same decisions.
 */
public final class Sweep {
    private static final int SECONDS_TO_END = 60;

    private final List<Trial> trials;
    private final SweepSettings settings;
    private final SweepLog log;
    private final TrialRunner runner;
    private final SweepConsole console;
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
    }

    /**
     * Trains to the end of the last rung, or until a trial has stopped before its rung.
     *
     * @param concurrent trials that train at the same time
     * @return whether the sweep has ended; otherwise the same command continues it
     */
    public boolean run(int concurrent) throws IOException {
        Rungs rungs = settings.rungs();
        List<Trial> left = trials;
        for (int rung = 0; !rungs.isLast(rung) && !left.isEmpty(); rung++) {
            train(left, rung, concurrent);
            if (isStopped) {
                return false;
            }
            left = decide(left, rung);
        }
        int last = rungs.count() - 1;
        train(left, last, concurrent);
        if (!isStopped && !log.hasEnded()) {
            Map<Integer, Double> results = results(left, last);
            List<Integer> best = settings.metric().promoted(results, 1);
            append(
                    best.isEmpty()
                            ? SweepEvent.ended(null, null)
                            : SweepEvent.ended(best.get(0), results.get(best.get(0))));
        }
        return !isStopped;
    }

    /** Records which trials go on, and returns them in the order of their numbers. */
    private List<Trial> decide(List<Trial> left, int rung) throws IOException {
        Map<Integer, Double> results = results(left, rung);
        List<Integer> promoted =
                settings.metric().promoted(results, settings.rungs().kept(rung, left.size()));
        List<Trial> next = new ArrayList<>();
        for (Trial trial : left) {
            boolean goesOn = promoted.contains(trial.number());
            if (goesOn) {
                next.add(trial);
            }
            Kind decision = goesOn ? Kind.PROMOTED : Kind.STOPPED;
            boolean hasFailed = results.get(trial.number()) == null;
            if (!hasFailed && log.find(decision, trial.number(), rung + 1).isEmpty()) {
                append(SweepEvent.decided(decision, trial.number(), rung + 1));
            }
        }
        return next;
    }

    /** Returns the recorded results by trial; null for a failure. */
    private Map<Integer, Double> results(List<Trial> left, int rung) {
        Map<Integer, Double> results = new LinkedHashMap<>();
        for (Trial trial : left) {
            results.put(
                    trial.number(),
                    log.find(Kind.RESULT, trial.number(), rung + 1)
                            .map(SweepEvent::metric)
                            .orElse(null));
        }
        return results;
    }

    private void train(List<Trial> left, int rung, int concurrent) throws IOException {
        ExecutorService threads = new ThreadPoolExecutor(
                concurrent,
                concurrent,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "trial"),
                // The first trials may end the sweep before the last one is here.
                new ThreadPoolExecutor.DiscardPolicy());
        left.forEach(trial -> threads.execute(() -> {
            try {
                train(trial, rung);
            } catch (Throwable e) {
                // Any exception: Spark throws checked exceptions that its methods do not declare.
                end.compareAndSet(null, e);
                threads.shutdownNow();
            }
        }));
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
    }

    private void train(Trial trial, int rung) throws IOException {
        int number = trial.number();
        if (isStopped
                || log.find(Kind.RESULT, number, rung + 1).isPresent()
                || log.find(Kind.FAILED, number, rung + 1).isPresent()) {
            return;
        }
        Rungs rungs = settings.rungs();
        boolean isLast = rungs.isLast(rung);
        if (log.find(Kind.STARTED, number, rung + 1).isEmpty()) {
            append(SweepEvent.started(
                    number, rung + 1, isLast ? null : rungs.epochs().get(rung), trial.keys()));
        }
        try {
            OptionalDouble metric = runner.train(
                    trial,
                    isLast ? OptionalInt.empty() : OptionalInt.of(rungs.epochs().get(rung)));
            if (metric.isPresent()) {
                append(SweepEvent.result(number, rung + 1, metric.getAsDouble()));
            } else {
                isStopped = true;
            }
        } catch (TrialFailedException e) {
            append(SweepEvent.failed(number, rung + 1, e.getMessage()));
        }
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
