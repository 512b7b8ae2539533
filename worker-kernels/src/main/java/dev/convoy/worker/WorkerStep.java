package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A worker's part of a round as a pure function: {@code (state, minibatches) → state'}. It keeps compiled kernels and
 * buffers between calls, but nothing that a result depends on. It is used by one thread at a time.
 */
public final class WorkerStep implements AutoCloseable {
    private final GradientKernel kernel;
    private final Optimizer optimizer;
    private final String engine;
    private final int threads;
    private final Device device;
    private final List<LayerRange> layers;

    /**
     * @param engine the engine that {@link KernelLookup#choose} chose
     * @param threads number of threads that the kernel computes with, whichever thread calls
     * @param device the device that the kernel may compute on
     */
    public WorkerStep(Model model, Precision precision, String engine, int threads, Device device) {
        this(model, precision, StepRule.NONE, engine, threads, device);
    }

    /** @param rule how gradients become updates */
    public WorkerStep(Model model, Precision precision, StepRule rule, String engine, int threads, Device device) {
        this(
                opened(model, precision, engine, threads, device),
                engine,
                threads,
                device,
                new Setting(model, precision, rule));
    }

    private record Setting(Model model, Precision precision, StepRule rule) {}

    private static GradientKernel opened(Model model, Precision precision, String engine, int threads, Device device) {
        prepareThread(threads, device);
        return KernelLookup.open(engine, model, precision, device);
    }

    /** Uses {@code kernel} and closes it in {@link #close}. */
    WorkerStep(GradientKernel kernel, String engine, Model model, Precision precision, int threads, Device device) {
        this(kernel, engine, threads, device, new Setting(model, precision, StepRule.NONE));
    }

    private WorkerStep(GradientKernel kernel, String engine, int threads, Device device, Setting setting) {
        this.kernel = kernel;
        this.engine = engine;
        this.threads = threads;
        this.device = device;
        // The seed is irrelevant: every run loads its state first.
        try {
            this.layers = LayerRange.of(setting.model());
            this.optimizer = new Optimizer(setting.model(), setting.precision(), setting.rule(), 0);
        } catch (RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    /**
     * @param state the averaged state that the round starts from
     * @param batches the worker's minibatches; without any, the state stays as it is
     * @param iteration number of updates that any worker made before this round
     * @param epoch from 0
     */
    public WorkerResult run(ModelState state, Iterator<Batch> batches, int iteration, int epoch) {
        prepareThread(threads, device);
        Optional<DeviceTraining> gpu = kernel.training();
        return gpu.isPresent() && optimizer.isPlain()
                ? onGpu(gpu.get(), state, batches, iteration, epoch)
                : here(state, batches, iteration, epoch);
    }

    /** Keeps everything between two averages on a GPU; the optimizer only computes the numbers of each update. */
    private WorkerResult onGpu(
            DeviceTraining gpu, ModelState state, Iterator<Batch> batches, int iteration, int epoch) {
        optimizer.check(state.updaterState());
        long examples = 0;
        long start = System.nanoTime();
        gpu.begin(state.parameters(), state.updaterState());
        long nanos = System.nanoTime() - start;
        for (int step = iteration; batches.hasNext(); step++) {
            Batch batch = batches.next();
            start = System.nanoTime();
            gpu.step(batch, optimizer.updates(step, epoch, batch.size()));
            nanos += System.nanoTime() - start;
            examples += batch.size();
        }
        start = System.nanoTime();
        DeviceTraining.Trained end = gpu.end();
        nanos += System.nanoTime() - start;
        ModelState trained = new ModelState(end.parameters(), end.states());
        return new WorkerResult(trained, examples, end.lossSum(), nanos / 1e9, engine);
    }

    private WorkerResult here(ModelState state, Iterator<Batch> batches, int iteration, int epoch) {
        optimizer.load(state);
        long examples = 0;
        double lossSum = 0;
        long nanos = 0;
        List<Double> norms = List.of();
        for (int step = iteration; batches.hasNext(); ) {
            Batch batch = batches.next();
            long start = System.nanoTime();
            lossSum += kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
            if (!batches.hasNext() && !device.isGpu()) {
                norms = optimizer.gradientNorms(layers, batch.size());
            }
            if (batch.endsUpdate()) {
                optimizer.step(step++, epoch, batch.updateSize());
            } else {
                optimizer.keepGradient();
            }
            nanos += System.nanoTime() - start;
            examples += batch.size();
        }
        return new WorkerResult(optimizer.state(), examples, lossSum, nanos / 1e9, engine).withGradientNorms(norms);
    }

    /** Runs the network on {@code batches} as at test time. */
    public Predictions evaluate(ModelState state, Iterator<Batch> batches, int classes) {
        prepareThread(threads, device);
        Evaluation evaluation = evaluation(state);
        Predictions predictions = new Predictions();
        float[] outputs = new float[0];
        while (batches.hasNext()) {
            Batch batch = batches.next();
            if (outputs.length < batch.size() * classes) {
                outputs = new float[batch.size() * classes];
            }
            predictions.add(batch, outputs, evaluation.run(batch, outputs), classes);
        }
        return predictions;
    }

    /** A forward pass with parameters that stay the same. */
    private interface Evaluation {
        double run(Batch batch, float[] outputs);
    }

    /** A GPU gets the parameters once. */
    private Evaluation evaluation(ModelState state) {
        Optional<DeviceTraining> gpu = kernel.training();
        if (gpu.isPresent()) {
            gpu.get().load(state.parameters());
            return gpu.get()::evaluate;
        }
        optimizer.load(state);
        return (batch, outputs) -> kernel.evaluate(optimizer.parameters(), batch, outputs);
    }

    /**
     * Computes the network's outputs for one minibatch, as at test time. Its labels matter for the loss only.
     *
     * @param outputs receives {@code batch.size() × classes} activations of the output layer, row-major
     * @return the sum of the losses
     */
    public double outputs(ModelState state, Batch batch, float[] outputs) {
        prepareThread(threads, device);
        return evaluation(state).run(batch, outputs);
    }

    /** Sets OpenMP's team size, which is kept per calling thread; the default is OMP_NUM_THREADS or all cores. */
    private static void prepareThread(int threads, Device device) {
        // Loads the ND4J backend first; NativeOpsHolder depends on it.
        Nd4j.getBackend();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        if (device.isGpu()) {
            // ND4J for CUDA would give each new thread the next GPU; ND4J for CPUs has no GPU.
            Nd4j.getAffinityManager().unsafeSetDevice(device.ordinal());
        }
    }

    @Override
    public void close() {
        kernel.close();
        optimizer.close();
    }
}
