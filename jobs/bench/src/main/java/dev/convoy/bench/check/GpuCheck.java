package dev.convoy.bench.check;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.GpuLostError;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Checks an engine with many cases on all cores: {@code reference} takes minutes for deep networks. */
final class GpuCheck {
    private static final int PROGRESS_SECONDS = 5;

    private final NetworkKernelProvider engine;
    private final NetworkKernelProvider reference;
    private final PrintStream out;
    private final PrintStream progress;

    /** @param progress receives a line every few seconds */
    GpuCheck(NetworkKernelProvider engine, NetworkKernelProvider reference, PrintStream out, PrintStream progress) {
        this.engine = engine;
        this.reference = reference;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Prints a line for each failure and a summary for each precision. Returns whether all cases passed.
     *
     * @throws InvalidInputException if the engine cannot compute here
     */
    boolean run(List<CheckCase> cases, List<Precision> precisions, long seed) throws InterruptedException {
        for (Precision precision : precisions) {
            engine.unsupportedReason(precision).ifPresent(reason -> {
                throw new InvalidInputException(
                        "the engine must be able to compute here in " + precision.key() + ": " + reason,
                        engine.engine(),
                        "Correct that, or use --precision or --engine.");
            });
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), GpuCheck::daemon);
        boolean passed = true;
        try {
            for (Precision precision : precisions) {
                out.printf(
                        "%s, %s, %s, seed %d%n", precision.key(), engine.engine(), engine.arithmetic(precision), seed);
                Summary summary = run(cases, precision, seed, threads);
                out.println(summary);
                passed &= summary.passed();
            }
        } catch (GpuLostError e) {
            out.println("the GPU is lost: " + e.getMessage());
            return false;
        } finally {
            threads.shutdownNow();
        }
        return passed;
    }

    /** Lets the process end while {@code reference} still computes, if the GPU is lost. */
    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "check");
        thread.setDaemon(true);
        return thread;
    }

    private Summary run(List<CheckCase> cases, Precision precision, long seed, ExecutorService threads)
            throws InterruptedException {
        CaseCheck check = new CaseCheck(engine, reference, precision);
        CompletionService<CaseResult> results = new ExecutorCompletionService<>(threads);
        List<Future<CaseResult>> started = new ArrayList<>();
        for (CheckCase one : cases) {
            // By name, so that the same seed gives a case the same inputs whatever other cases there are.
            long own = seed + one.name().hashCode() * 31L;
            Network network = one.network(precision).orElse(null);
            if (network != null) {
                started.add(results.submit(() -> check.run(one, network, own)));
            }
        }
        Summary summary = new Summary(precision);
        for (int done = 0; done < started.size(); ) {
            Future<CaseResult> next = results.poll(PROGRESS_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                progress.println(summary.progress(started.size()));
                continue;
            }
            done++;
            CaseResult result = result(next);
            if (!summary.add(result)) {
                out.println(result.line());
            }
        }
        return summary;
    }

    private static CaseResult result(Future<CaseResult> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
