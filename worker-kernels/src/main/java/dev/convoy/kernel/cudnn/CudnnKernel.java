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
import dev.convoy.kernel.cudnn.device.StagedCopies;
import dev.convoy.kernel.cudnn.plan.ConvolutionPlans;
import dev.convoy.kernel.graph.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

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
    private final StagedCopies copies;
    private final Map<Integer, DeviceNetwork> bySize = new HashMap<>();
    private DeviceUpdate update;
    /** The optimizer state that the round's first step copies to the GPU; null after it. */
    private FlatVector givenStates;

    /** @param device the GPU's number, as CUDA numbers the GPUs that the process sees */
    CudnnKernel(Network network, Precision precision, int device) {
        this.network = network;
        synchronized (SETTING_UP) {
            this.gpu = new Gpu(device, precision);
        }
        this.plans = new ConvolutionPlans(gpu);
        this.copies = new StagedCopies(gpu);
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
        upload(parameters);
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
        upload(parameters);
        clearTotal();
        givenStates = states;
    }

    private void upload(FlatVector parameters) {
        // A round that failed may have left work in the stream.
        gpu.await();
        copies.upload(parameters.bytes(), vectors.parameters(0).address());
    }

    @Override
    public void step(Batch batch, List<SegmentUpdate> updates) {
        gpu.use();
        if (givenStates == null) {
            startGradient(batch);
        } else {
            startFirstGradient(batch, updates);
        }
        update.run(updates);
    }

    /** Copies the optimizer state while the GPU computes the gradient. */
    private void startFirstGradient(Batch batch, List<SegmentUpdate> updates) {
        byte[] states = givenStates.bytes();
        // The state's layout follows from the segments, which only the first step gives.
        if (update == null || !update.fits(updates, states.length)) {
            closeUpdate();
            update = new DeviceUpdate(gpu, vectors, updates, states.length);
        }
        startGradient(batch);
        copies.upload(states, update.states());
        givenStates = null;
    }

    @Override
    public Trained end() {
        gpu.use();
        // The virtual machine clears new arrays, which takes as long as copying them; the GPU still computes meanwhile.
        byte[] parameters = new byte[Math.toIntExact(network.parameters() * Float.BYTES)];
        FlatVector states = givenStates == null ? downloadedStates() : givenStates;
        copies.download(vectors.parameters(0).address(), parameters);
        return new Trained(new FlatVector(DataType.FLOAT, parameters), states, awaitTotal());
    }

    private FlatVector downloadedStates() {
        byte[] states = new byte[update.stateBytes()];
        copies.download(update.states(), states);
        return new FlatVector(DataType.FLOAT, states);
    }

    private void startGradient(Batch batch) {
        compiled(batch.size()).startGradient(batch);
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
