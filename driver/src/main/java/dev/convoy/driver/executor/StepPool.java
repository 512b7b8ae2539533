package dev.convoy.driver.executor;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelChoice;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.StepRule;
import dev.convoy.worker.WorkerStep;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled kernels of a process: one for each task that runs at the same time, reused by later tasks. */
public final class StepPool implements ExecutorSpec.Computer {
    private static final Logger LOG = LoggerFactory.getLogger(StepPool.class);

    private final Model model;
    private final KernelSpec kernel;
    private final StepRule rule;
    private final Map<Device, Queue<WorkerStep>> idle = new ConcurrentHashMap<>();

    /**
     * @param rule how gradients become updates
     * @param device device of the first task
     * @throws IllegalStateException if this process computes differently from the one that chose the kernel
     */
    public StepPool(Model model, KernelSpec kernel, StepRule rule, Device device) {
        this.model = model;
        this.kernel = kernel;
        this.rule = rule;
        // The first step is opened here, so that native libraries are loaded on the thread of the caller.
        idle(device).add(open(device));
    }

    /**
     * Runs {@code use} with a step that no other task uses at the same time.
     *
     * @param device device that the calling task may compute on
     */
    public <R> R use(Device device, Function<WorkerStep, R> use) {
        WorkerStep idleStep = idle(device).poll();
        WorkerStep step = idleStep != null ? idleStep : open(device);
        try {
            R result = use.apply(step);
            idle(device).add(step);
            return result;
        } catch (RuntimeException | Error e) {
            // Not returned to the pool: its state is unknown, and a new step is clean.
            step.close();
            throw e;
        }
    }

    /** Frees the memory of the kernels that no task uses; a task that needs one opens it again. */
    @Override
    public void close() {
        for (Queue<WorkerStep> steps : idle.values()) {
            for (WorkerStep step = steps.poll(); step != null; step = steps.poll()) {
                step.close();
            }
        }
    }

    /** Returns the number of kernels that no task uses. */
    int idle() {
        return idle.values().stream().mapToInt(Queue::size).sum();
    }

    private Queue<WorkerStep> idle(Device device) {
        return idle.computeIfAbsent(device, absent -> new ConcurrentLinkedQueue<>());
    }

    private WorkerStep open(Device device) {
        boolean chooses = device.isGpu() && !kernel.pinned();
        KernelChoice choice = chooses
                ? KernelLookup.choose(KernelLookup.AUTO, model, kernel.precision(), device)
                : KernelLookup.chosen(kernel.engine(), model, kernel.precision(), device);
        if (chooses) {
            choice.reasons().forEach(reason -> LOG.info("{}: kernel: {}", device, reason));
        }
        if (choice.engine().equals(kernel.engine()) && !choice.arithmetic().equals(kernel.arithmetic())) {
            throw new IllegalStateException("all executors must use the same kernel build and instruction set. Given: "
                    + choice.arithmetic() + " here, but " + kernel.arithmetic() + " where the kernel was chosen."
                    + " Use machines of one kind, or set ONEDNN_MAX_CPU_ISA for all.");
        }
        return new WorkerStep(model, kernel.precision(), rule, choice.engine(), kernel.threads(), device);
    }
}
