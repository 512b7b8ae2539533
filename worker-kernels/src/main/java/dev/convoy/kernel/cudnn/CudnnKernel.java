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
 * Computes on one card. Compiles the network once for each batch size it meets (the full one and an epoch's ragged last
 * one); parameters, gradient and updater state have their place on the card for as long as the kernel is open.
 */
final class CudnnKernel implements GradientKernel, DeviceTraining {
    private final Network network;
    private final Gpu card;
    private final ConvolutionPlans plans;
    private final ParameterVectors vectors;
    private final DeviceBuffer total;
    private final Map<Integer, DeviceNetwork> bySize = new HashMap<>();
    private DeviceUpdate update;
    /** Whether a round has begun and its first step has not come yet. */
    private boolean begun;

    private Pointer givenStates;
    private long stateLength;

    /** @param device the card, as CUDA numbers those that the process sees */
    CudnnKernel(Network network, Precision precision, int device) {
        this.network = network;
        this.card = new Gpu(device, precision);
        this.plans = new ConvolutionPlans(card);
        try {
            this.vectors = new ParameterVectors(card, network.parameters());
        } catch (RuntimeException e) {
            card.close();
            throw e;
        }
        try {
            this.total = DeviceBuffer.at(card.allocate(Double.BYTES));
        } catch (RuntimeException e) {
            vectors.close();
            card.close();
            throw e;
        }
    }

    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        card.use();
        vectors.load(parameters);
        clearTotal();
        startGradient(batch);
        vectors.storeGradient(gradient);
        return awaitTotal();
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        card.use();
        vectors.load(parameters);
        clearTotal();
        int count = batch.size() * network.outputs();
        try (FloatPointer shown = new FloatPointer(count)) {
            compiled(batch.size()).startEvaluation(batch, shown);
            double loss = awaitTotal();
            shown.get(outputs, 0, count);
            return loss;
        }
    }

    @Override
    public Optional<DeviceTraining> training() {
        return Optional.of(this);
    }

    @Override
    public void begin(Pointer parameters, Pointer states, long length) {
        card.use();
        vectors.load(parameters);
        clearTotal();
        begun = true;
        givenStates = states;
        stateLength = length;
    }

    @Override
    public void step(Batch batch, List<SegmentUpdate> updates) {
        card.use();
        if (begun) {
            loadStates(updates);
        }
        startGradient(batch);
        update.run(updates);
    }

    /** Where states lie follows from the segments, which only the first step tells. */
    private void loadStates(List<SegmentUpdate> updates) {
        if (update == null || !update.fits(updates, stateLength)) {
            closeUpdate();
            update = new DeviceUpdate(card, vectors, updates, stateLength);
        }
        update.load(givenStates);
        begun = false;
    }

    @Override
    public double end(Pointer parameters, Pointer states) {
        card.use();
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
        card.clear(total.address(), Double.BYTES);
    }

    /** The losses of all minibatches since they were last cleared; waits for the card. */
    private double awaitTotal() {
        try (DoublePointer sum = new DoublePointer(1)) {
            card.copyOut(total.address(), sum, Double.BYTES);
            card.await();
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

    /** What the card has no room for beside the other sizes takes their place. */
    private DeviceNetwork compile(int size) {
        try {
            return new DeviceNetwork(card, network, vectors, plans, total, size);
        } catch (InvalidInputException e) {
            if (bySize.isEmpty()) {
                throw e;
            }
            card.await();
            closeNetworks();
            return new DeviceNetwork(card, network, vectors, plans, total, size);
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
        card.useToClose();
        closeNetworks();
        closeUpdate();
        plans.close();
        card.free(total.address());
        vectors.close();
        card.close();
    }
}
