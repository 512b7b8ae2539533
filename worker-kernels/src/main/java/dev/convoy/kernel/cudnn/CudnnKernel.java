package dev.convoy.kernel.cudnn;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.ParameterVectors;
import dev.convoy.kernel.cudnn.plan.ConvolutionPlans;
import dev.convoy.kernel.graph.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinTask;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Computes on one GPU. It compiles the network once for each batch size that it meets (the full size, and that of an
 * epoch's smaller last batch). Parameters, gradient and optimizer state stay on the GPU as long as the kernel is open.
 */
final class CudnnKernel implements GradientKernel, DeviceTraining {
    /**
     * Held while GPU code and memory are set up or freed: several tasks of one process may share a GPU, and the driver was
     * seen to crash while fourteen threads did so at the same time.
     */
    private static final Object SETTING_UP = new Object();

    private final Network network;
    private final Gpu gpu;
    private final ConvolutionPlans plans;
    private final ParameterVectors vectors;
    private final DeviceBuffer total;
    private final RoundCopies copies;
    private final Map<Integer, DeviceNetwork> bySize = new HashMap<>();
    private DeviceUpdate update;

    /** @param device the GPU's number, as CUDA numbers the GPUs that the process sees */
    CudnnKernel(Network network, Precision precision, int device) {
        this.network = network;
        synchronized (SETTING_UP) {
            this.gpu = new Gpu(device, precision);
        }
        this.plans = new ConvolutionPlans(gpu);
        this.copies = new RoundCopies(gpu);
        try {
            this.vectors = new ParameterVectors(gpu, network.parameters());
        } catch (RuntimeException e) {
            gpu.close();
            throw e;
        }
        try {
            this.total = DeviceBuffer.at(gpu.allocate(Double.BYTES));
        } catch (RuntimeException e) {
            vectors.close();
            gpu.close();
            throw e;
        }
    }

    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        gpu.use();
        vectors.load(parameters);
        clearTotal();
        startGradient(batch);
        vectors.storeGradient(gradient);
        return awaitTotal();
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        gpu.use();
        vectors.load(parameters);
        return evaluateLoaded(batch, outputs);
    }

    @Override
    public void load(FlatVector parameters) {
        gpu.use();
        // A round that failed may have left work in the stream.
        gpu.await();
        copies.upload(parameters, vectors.parameters(0).address());
    }

    @Override
    public double evaluate(Batch batch, float[] outputs) {
        gpu.use();
        return evaluateLoaded(batch, outputs);
    }

    private double evaluateLoaded(Batch batch, float[] outputs) {
        clearTotal();
        int count = batch.size() * network.outputs();
        try (FloatPointer hostOutputs = new FloatPointer(count)) {
            compiled(batch.size()).startEvaluation(batch, hostOutputs);
            double loss = awaitTotal();
            hostOutputs.get(outputs, 0, count);
            return loss;
        }
    }

    @Override
    public Optional<DeviceTraining> training() {
        return Optional.of(this);
    }

    @Override
    public void begin(FlatVector parameters, FlatVector states) {
        gpu.use();
        gpu.await();
        clearTotal();
        copies.begin(parameters, states);
    }

    @Override
    public void step(Batch batch, List<SegmentUpdate> updates) {
        gpu.use();
        DeviceNetwork compiled = compiled(batch.size());
        if (copies.isUntouched()) {
            startFirstGradient(compiled, batch, updates);
            update.run(updates);
            return;
        }
        compiled.send(batch);
        if (compiled.settled() == update.settled()) {
            compiled.runFirst();
            update.runFirst(updates);
            compiled.runRest();
            update.runRest();
        } else {
            compiled.runGradient();
            update.run(updates);
        }
    }

    private void startFirstGradient(DeviceNetwork compiled, Batch batch, List<SegmentUpdate> updates) {
        int stateBytes = copies.givenStates().bytes().length;
        // The state's layout follows from the segments, which only the first step gives.
        if (update == null || !update.fits(updates, stateBytes)) {
            closeUpdate();
            update = new DeviceUpdate(gpu, vectors, updates, stateBytes, compiled.settled());
        }
        ForkJoinTask<?> parameters =
                copies.startParameters(vectors.parameters(0).address());
        try {
            compiled.send(batch);
        } finally {
            parameters.join();
        }
        compiled.runGradient();
        copies.uploadStates(update.states());
    }

    @Override
    public Trained end() {
        gpu.use();
        if (copies.isUntouched()) {
            return new Trained(copies.givenParameters(), copies.givenStates(), 0);
        }
        return copies.download(vectors.parameters(0).address(), update, this::awaitTotal);
    }

    private void startGradient(Batch batch) {
        DeviceNetwork compiled = compiled(batch.size());
        compiled.send(batch);
        compiled.runGradient();
    }

    private void clearTotal() {
        gpu.clear(total.address(), Double.BYTES);
    }

    /** Returns the sum of all losses since the total was last cleared; waits for the GPU. */
    private double awaitTotal() {
        try (DoublePointer sum = new DoublePointer(1)) {
            gpu.copyOut(total.address(), sum, Double.BYTES);
            gpu.await();
            return sum.get();
        }
    }

    private DeviceNetwork compiled(int size) {
        DeviceNetwork known = bySize.get(size);
        if (known == null) {
            synchronized (SETTING_UP) {
                known = compile(size);
            }
            bySize.put(size, known);
        }
        return known;
    }

    /** If GPU memory is too small for another batch size, the networks compiled for other sizes are freed first. */
    private DeviceNetwork compile(int size) {
        try {
            return new DeviceNetwork(gpu, network, vectors, plans, total, size);
        } catch (InvalidInputException e) {
            if (bySize.isEmpty()) {
                throw e;
            }
            gpu.await();
            closeNetworks();
            return new DeviceNetwork(gpu, network, vectors, plans, total, size);
        }
    }

    private void closeNetworks() {
        bySize.values().forEach(DeviceNetwork::close);
        bySize.clear();
    }

    private void closeUpdate() {
        if (update != null) {
            update.close();
            update = null;
        }
    }

    @Override
    public void close() {
        synchronized (SETTING_UP) {
            gpu.useToClose();
            closeNetworks();
            closeUpdate();
            plans.close();
            gpu.free(total.address());
            vectors.close();
            copies.close();
            gpu.close();
        }
    }
}
