package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Iterator;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A worker's part of a round as a pure function: {@code (state, minibatches) → state'}. Keeps compiled kernels and
 * buffers between calls, and nothing that a result depends on. One thread at a time.
 */
public final class WorkerStep implements AutoCloseable {
    private final GradientKernel kernel;
    private final Optimizer optimizer;
    private final String engine;
    private final int threads;
    private final Device device;

    /**
     * @param engine as chosen by {@link KernelLookup#choose}
     * @param threads that the kernel computes with, whichever thread calls
     * @param device that the kernel may compute on
     */
    public WorkerStep(Model model, Precision precision, String engine, int threads, Device device) {
        this(opened(model, precision, engine, threads, device), engine, model, precision, threads, device);
    }

    private static GradientKernel opened(Model model, Precision precision, String engine, int threads, Device device) {
        prepareThread(threads, device);
        return KernelLookup.open(engine, model, precision, device);
    }

    /** Closes {@code kernel} in the end. */
    WorkerStep(GradientKernel kernel, String engine, Model model, Precision precision, int threads, Device device) {
        this.kernel = kernel;
        this.engine = engine;
        this.threads = threads;
        this.device = device;
        // The seed is of no account: every run loads its state first.
        try {
            this.optimizer = new Optimizer(model, precision, 0);
        } catch (RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    /**
     * @param state the averaged state the round starts from
     * @param batches the worker's minibatches; none leaves the state as it is
     * @param iteration number of updates that any worker made before this round
     * @param epoch from 0
     */
    public WorkerResult run(ModelState state, Iterator<Batch> batches, int iteration, int epoch) {
        prepareThread(threads, device);
        optimizer.load(state);
        Optional<DeviceTraining> gpu = kernel.training();
        return gpu.isPresent() && optimizer.isPlain()
                ? onGpu(gpu.get(), batches, iteration, epoch)
                : here(batches, iteration, epoch);
    }

    /** Everything between two averages happens on a GPU. */
    private WorkerResult onGpu(DeviceTraining gpu, Iterator<Batch> batches, int iteration, int epoch) {
        long examples = 0;
        long start = System.nanoTime();
        gpu.begin(optimizer.parameters(), optimizer.updaterState(), optimizer.updaterStateLength());
        long nanos = System.nanoTime() - start;
        for (int step = iteration; batches.hasNext(); step++) {
            Batch batch = batches.next();
            start = System.nanoTime();
            gpu.step(batch, optimizer.updates(step, epoch, batch.size()));
            nanos += System.nanoTime() - start;
            examples += batch.size();
        }
        start = System.nanoTime();
        double lossSum = gpu.end(optimizer.parameters(), optimizer.updaterState());
        optimizer.changed();
        nanos += System.nanoTime() - start;
        return new WorkerResult(optimizer.state(), examples, lossSum, nanos / 1e9, engine);
    }

    private WorkerResult here(Iterator<Batch> batches, int iteration, int epoch) {
        long examples = 0;
        double lossSum = 0;
        long nanos = 0;
        for (int step = iteration; batches.hasNext(); step++) {
            Batch batch = batches.next();
            long start = System.nanoTime();
            lossSum += kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
            optimizer.step(step, epoch, batch.size());
            nanos += System.nanoTime() - start;
            examples += batch.size();
        }
        return new WorkerResult(optimizer.state(), examples, lossSum, nanos / 1e9, engine);
    }

    /** Runs the network on {@code batches} as at test time. */
    public Predictions evaluate(ModelState state, Iterator<Batch> batches, int classes) {
        prepareThread(threads, device);
        optimizer.load(state);
        Predictions predictions = new Predictions();
        float[] outputs = new float[0];
        while (batches.hasNext()) {
            Batch batch = batches.next();
            if (outputs.length < batch.size() * classes) {
                outputs = new float[batch.size() * classes];
            }
            predictions.add(batch, outputs, kernel.evaluate(optimizer.parameters(), batch, outputs), classes);
        }
        return predictions;
    }

    /**
     * What the network says of one minibatch, as at test time; its labels are not looked at.
     *
     * @return a new array of {@code batch.size() × classes} activations of the output layer, row-major
     */
    public float[] outputs(ModelState state, Batch batch, int classes) {
        prepareThread(threads, device);
        optimizer.load(state);
        float[] outputs = new float[batch.size() * classes];
        kernel.evaluate(optimizer.parameters(), batch, outputs);
        return outputs;
    }

    /** OpenMP has a number for each thread that asks it for others, and else takes all cores, or OMP_NUM_THREADS. */
    private static void prepareThread(int threads, Device device) {
        // Whose initialization tells the next class what library to load.
        Nd4j.getBackend();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        if (device.isGpu()) {
            // ND4J for CUDA would give each new thread the next GPU; ND4J for CPUs has none.
            Nd4j.getAffinityManager().unsafeSetDevice(device.ordinal());
        }
    }

    @Override
    public void close() {
        kernel.close();
        optimizer.close();
    }
}
