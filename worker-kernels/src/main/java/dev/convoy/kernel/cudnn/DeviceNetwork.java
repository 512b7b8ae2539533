package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.ElementType;
import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.MemoryDemand;
import dev.convoy.kernel.cudnn.device.ParameterVectors;
import dev.convoy.kernel.cudnn.device.PinnedUpload;
import dev.convoy.kernel.cudnn.layer.NetworkLayers;
import dev.convoy.kernel.cudnn.plan.ConvolutionPlans;
import dev.convoy.kernel.cudnn.program.ImageLayout;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.compile.GraphWalk;
import dev.convoy.kernel.graph.compile.ReluPoolSwap;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network compiled for one batch size: it turns a minibatch in Java's memory into a gradient in GPU memory. */
final class DeviceNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceNetwork.class);

    private final Gpu gpu;
    private final int size;
    private final Shape input;
    private final int labelCount;
    private final Program program;
    private final MinibatchUpload upload;
    private final DeviceBuffer outputs;
    private final DeviceBuffer classWeights;
    private boolean rehearsed;

    /**
     * @param total a double on the GPU, to which each minibatch's loss is added
     * @throws dev.convoy.base.InvalidInputException if the GPU has too little memory; the message says what would fit
     */
    DeviceNetwork(
            Gpu gpu, Network origin, ParameterVectors vectors, ConvolutionPlans plans, DeviceBuffer total, int size) {
        Network network = ReluPoolSwap.of(origin);
        this.gpu = gpu;
        this.size = size;
        this.input = network.input();
        this.labelCount = size * network.outputs();
        this.program = new Program(gpu, vectors, plans, size, MinibatchUpload.headBytes(labelCount));
        try {
            this.outputs = program.allocate((long) labelCount * Float.BYTES);
            this.classWeights = program.keep((long) network.outputs() * Float.BYTES);
            ImageLayout layout = ImageLayout.of(network, gpu.precision());
            Tensor images = program.tensor(layout.stored());
            build(network, layout, images, total);
            program.finish();
            loadClassWeights(network.loss());
            rehearse(total);
            this.upload = new MinibatchUpload(gpu, layout, images, labelCount);
        } catch (CudaException e) {
            program.close();
            throw explained(e);
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
        LOG.info("plan for minibatches of {}: {}", size, program.usage());
    }

    /** Says what a person can do if the failure is that GPU memory is too small. */
    private RuntimeException explained(CudaException failure) {
        if (!failure.isOutOfMemory()) {
            return failure;
        }
        MemoryDemand demand = program.demand(PinnedUpload.SLOTS * MinibatchUpload.bytes(input, size, labelCount));
        long free = gpu.freeBytes();
        if (demand.bytes() > free) {
            return MemoryDemand.tooLarge(demand, free, failure);
        }
        return rehearsed ? failure : MemoryDemand.tooLarge(demand.withCode(free), free, failure);
    }

    private void build(Network network, ImageLayout layout, Tensor images, DeviceBuffer total) {
        program.touchNow(images.buffer());
        GraphWalk<Tensor, Tensor> walk = NetworkLayers.walk(network, layout, program);
        Tensor last = walk.forward(images);
        Tensor values = last;
        if (last.type() != ElementType.FLOAT32) {
            values = program.tensor(ElementType.FLOAT32, last.shape());
            program.append(program.launch("cast_out")
                    .over(values.count())
                    .with(last.buffer())
                    .with(values.buffer())
                    .with(values.count()));
        }
        DeviceBuffer losses = program.allocate((long) size * Double.BYTES);
        Tensor gradient = program.tensor(last.shape());
        program.appendInference(loss(network.loss(), values, null, outputs, losses));
        program.appendTraining(loss(network.loss(), values, gradient.buffer(), null, losses));
        program.append(program.launch("add_losses")
                .blocks(1, 1, Launch.THREADS, 1)
                .with(losses)
                .with(size)
                .with(total));
        program.touchNow(outputs);
        program.turnBack();
        walk.backward(gradient);
    }

    private Launch loss(Loss loss, Tensor values, DeviceBuffer gradient, DeviceBuffer outputs, DeviceBuffer losses) {
        int classes = loss.classWeights().length;
        return program.launch("loss")
                .blocks(size, 1, Launch.THREADS, 1)
                .with(values.buffer())
                .with(program.given().from(Long.BYTES))
                .with(classWeights)
                .with(classes, EnumOrdinals.of(loss.kind()))
                .withOrNull(gradient)
                .withOrNull(outputs)
                .with(losses);
    }

    private void loadClassWeights(Loss loss) {
        try (FloatPointer weights = new FloatPointer(loss.classWeights())) {
            gpu.copyIn(weights, classWeights.address(), (long) loss.classWeights().length * Float.BYTES);
            gpu.await();
        }
    }

    /**
     * Runs everything once, on zeros: cuDNN and cuBLAS load their code when it is first used, and if there is not
     * enough memory for it, that is explained here. Every minibatch writes again what this leaves in memory.
     */
    private void rehearse(DeviceBuffer total) {
        try (DoublePointer before = new DoublePointer(1)) {
            gpu.copyOut(total.address(), before, Double.BYTES);
            try {
                program.rehearse();
            } catch (RuntimeException | Error e) {
                // The sum of a round goes on once other sizes have made room.
                try {
                    restore(total, before);
                } catch (RuntimeException second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
            restore(total, before);
        }
        rehearsed = true;
    }

    private void restore(DeviceBuffer total, DoublePointer before) {
        gpu.copyIn(before, total.address(), Double.BYTES);
        gpu.await();
    }

    /** Copies a minibatch for the next pass, which waits for it. The parameters may still be copied meanwhile. */
    void send(Batch batch) {
        upload.send(batch, program.given());
    }

    /** Puts a forward and a backward pass over the minibatch into the GPU's stream. */
    void runGradient() {
        program.runFirst();
        program.runRest();
    }

    /** Puts the part of both passes into the stream that completes the gradient of the parameters from {@link #settled} on. */
    void runFirst() {
        program.runFirst();
    }

    /** Puts what {@link #runFirst} has left into the stream; it does not read these parameters. */
    void runRest() {
        program.runRest();
    }

    /** Returns the number of parameters if the passes have one part only. */
    long settled() {
        return program.settled();
    }

    /** Puts a forward pass as at test time into the stream, and the copy of its outputs to {@code hostOutputs}. */
    void startEvaluation(Batch batch, Pointer hostOutputs) {
        send(batch);
        program.runInference();
        gpu.copyOut(outputs.address(), hostOutputs, (long) labelCount * Float.BYTES);
    }

    @Override
    public void close() {
        upload.close();
        program.close();
    }
}
