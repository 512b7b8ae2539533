package dev.convoy.kernel.cudnn;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.program.ConvolutionPlans;
import dev.convoy.kernel.cudnn.program.ParameterVectors;
import dev.convoy.kernel.graph.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Computes on one GPU. It compiles the network once for each batch size that it meets (the full size, and that of an
 * epoch's smaller last batch). Parameters, gradient and optimizer state stay on the GPU as long as the kernel is open.
 */
final class CudnnKernel implements GradientKernel, DeviceTraining {
    private final Network network;
    private final Gpu gpu;
    private final ConvolutionPlans plans;
    private final ParameterVectors vectors;
    private final DeviceBuffer total;
    private final Map<Integer, DeviceNetwork> bySize = new HashMap<>();
    private DeviceUpdate update;
    /** Whether a round has begun and its first step is still to come. */
    private boolean begun;

    private Pointer givenStates;
    private long stateLength;

    /** @param device the GPU's number, as CUDA numbers the GPUs that the process sees */
    CudnnKernel(Network network, Precision precision, int device) {
        this.network = network;
        this.gpu = new Gpu(device, precision);
        this.plans = new ConvolutionPlans(gpu);
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
    public void begin(Pointer parameters, Pointer states, long length) {
        gpu.use();
        vectors.load(parameters);
        clearTotal();
        begun = true;
        givenStates = states;
        stateLength = length;
    }

    @Override
    public void step(Batch batch, List<SegmentUpdate> updates) {
        gpu.use();
        if (begun) {
            loadStates(updates);
        }
        startGradient(batch);
        update.run(updates);
    }

    /** Loads the optimizer state. Its layout follows from the segments, which only the first step gives. */
    private void loadStates(List<SegmentUpdate> updates) {
        if (update == null || !update.fits(updates, stateLength)) {
            closeUpdate();
            update = new DeviceUpdate(gpu, vectors, updates, stateLength);
        }
        update.load(givenStates);
        begun = false;
    }

    @Override
    public double end(Pointer parameters, Pointer states) {
        gpu.use();
        if (!begun) {
            update.store(states);
            vectors.storeParameters(parameters);
        }
        begun = false;
        return awaitTotal();
    }

    private void startGradient(Batch batch) {
        vectors.clearGradient();
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
            known = compile(size);
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
        gpu.useToClose();
        closeNetworks();
        closeUpdate();
        plans.close();
        gpu.free(total.address());
        vectors.close();
        gpu.close();
    }
}
