package dev.convoy.driver.round;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.KernelChoice;
import dev.convoy.kernel.KernelLookup;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.WorkerStep;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled kernels of a process: one for each task that runs at the same time, used again by the next. */
public final class StepPool implements Recipe.Computer {
    private static final Logger LOG = LoggerFactory.getLogger(StepPool.class);

    private final Model model;
    private final String engine;
    private final String arithmetic;
    private final boolean pinned;
    private final Precision precision;
    private final int threads;
    private final Map<Device, Queue<WorkerStep>> idle = new ConcurrentHashMap<>();

    /**
     * @param engine as {@link KernelLookup#choose} named it for the job
     * @param arithmetic of the engine where it was chosen
     * @param pinned whether a task that has a card takes the engine too, or {@link KernelLookup#AUTO}
     * @param threads of a kernel
     * @param device of the first task
     * @throws IllegalStateException if this process computes otherwise
     */
    public StepPool(
            Model model,
            String engine,
            String arithmetic,
            boolean pinned,
            Precision precision,
            int threads,
            Device device) {
        this.model = model;
        this.engine = engine;
        this.arithmetic = arithmetic;
        this.pinned = pinned;
        this.precision = precision;
        this.threads = threads;
        // The first is opened here, so that whoever opens the pool decides on which thread native libraries are loaded.
        idle(device).add(open(device));
    }

    /**
     * Lends a step to {@code use} alone.
     *
     * @param device that the calling task may compute on
     */
    public <R> R use(Device device, Function<WorkerStep, R> use) {
        WorkerStep taken = idle(device).poll();
        WorkerStep step = taken != null ? taken : open(device);
        try {
            R result = use.apply(step);
            idle(device).add(step);
            return result;
        } catch (RuntimeException | Error e) {
            // Not given back: whatever state it is in, a new one is clean.
            step.close();
            throw e;
        }
    }

    @Override
    public void close() {
        for (Queue<WorkerStep> steps : idle.values()) {
            for (WorkerStep step = steps.poll(); step != null; step = steps.poll()) {
                step.close();
            }
        }
    }

    private Queue<WorkerStep> idle(Device device) {
        return idle.computeIfAbsent(device, absent -> new ConcurrentLinkedQueue<>());
    }

    private WorkerStep open(Device device) {
        boolean another = device.isCard() && !pinned;
        KernelChoice choice = another
                ? KernelLookup.choose(KernelLookup.AUTO, model, precision, device)
                : KernelLookup.chosen(engine, model, precision, device);
        if (another) {
            choice.reasons().forEach(reason -> LOG.info("{}: kernel {}", device, reason));
        }
        if (choice.engine().equals(engine) && !choice.arithmetic().equals(arithmetic)) {
            throw new IllegalStateException("all of a job must compute alike. Given: " + choice.arithmetic()
                    + " here, but " + arithmetic + " where the kernel was chosen."
                    + " Use machines of one kind, or set ONEDNN_MAX_CPU_ISA for all.");
        }
        return new WorkerStep(model, precision, choice.engine(), threads, device);
    }
}
