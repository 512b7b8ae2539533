package dev.convoy.driver.round;

import dev.convoy.kernel.KernelLookup;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.WorkerStep;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** The compiled kernels of a process: one for each task that runs at the same time, used again by the next. */
public final class StepPool implements Recipe.Computer {
    private final Model model;
    private final String engine;
    private final String arithmetic;
    private final Precision precision;
    private final int threads;
    private final ConcurrentLinkedQueue<WorkerStep> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param engine as {@link KernelLookup#choose} named it on the driver
     * @param arithmetic of the engine on the driver
     * @param threads of a kernel
     * @throws IllegalStateException if this process computes otherwise
     */
    public StepPool(Model model, String engine, String arithmetic, Precision precision, int threads) {
        this.model = model;
        this.engine = engine;
        this.arithmetic = arithmetic;
        this.precision = precision;
        this.threads = threads;
        // The first is opened here, so that whoever opens the pool decides on which thread native libraries are loaded.
        idle.add(open());
    }

    /** Lends a step to {@code use} alone. */
    public <R> R use(Function<WorkerStep, R> use) {
        WorkerStep taken = idle.poll();
        WorkerStep step = taken != null ? taken : open();
        try {
            R result = use.apply(step);
            idle.add(step);
            return result;
        } catch (RuntimeException | Error e) {
            // Not given back: whatever state it is in, a new one is clean.
            step.close();
            throw e;
        }
    }

    @Override
    public void close() {
        for (WorkerStep step = idle.poll(); step != null; step = idle.poll()) {
            step.close();
        }
    }

    private WorkerStep open() {
        String here = KernelLookup.arithmetic(engine, precision);
        if (!here.equals(arithmetic)) {
            throw new IllegalStateException("all of a job must compute alike. Given: " + here + " here, but "
                    + arithmetic + " on the driver. Use machines of one kind, or set ONEDNN_MAX_CPU_ISA for all.");
        }
        return new WorkerStep(model, precision, engine, threads);
    }
}
