package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Network;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A network compiled for one batch size. */
final class OneDnnNetwork implements AutoCloseable {
    private final Program program = new Program();
    private final int size;
    private final FloatPointer features;
    private final FloatPointer logits;
    private final FloatPointer logitsGradient;
    private final SoftmaxCrossEntropy loss;

    OneDnnNetwork(Network network, int size) {
        this.size = size;
        this.loss = new SoftmaxCrossEntropy(size, network.outputs());
        memory.desc image = Layouts.image(size, network.input());
        this.features = program.own(new FloatPointer(size * network.input().size()));
        memory activations = program.own(new memory(image, program.engine(), features));

        List<Layer> layers = new ArrayList<>();
        for (LayerSpec spec : network.layers()) {
            Layer layer = layer(spec);
            activations = layer.forward(activations);
            layers.add(layer);
        }
        memory.desc plain = Layouts.vector(size, network.outputs());
        this.logits = new FloatPointer(
                program.reordered(program.forward(), activations, plain).get_data_handle());
        memory gradient = program.allocate(plain);
        this.logitsGradient = new FloatPointer(gradient.get_data_handle());
        for (int i = layers.size() - 1; i >= 0; i--) {
            gradient = layers.get(i).backward(gradient, i > 0);
        }
        program.finish();
    }

    double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        program.bind(parameters, gradient);
        forward(batch);
        double sum = loss.lossAndGradient(logits, batch.labels(), logitsGradient);
        program.runBackward();
        return sum;
    }

    double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        program.bindParameters(parameters);
        forward(batch);
        return loss.lossAndProbabilities(logits, batch.labels(), outputs);
    }

    private void forward(Batch batch) {
        features.put(batch.features(), 0, (int) features.capacity());
        program.runForward();
    }

    private Layer layer(LayerSpec spec) {
        if (spec instanceof Convolution convolution) {
            return new OneDnnConvolution(program, convolution, size);
        }
        if (spec instanceof Dense dense) {
            return new OneDnnDense(program, dense, size);
        }
        return new OneDnnPooling(program, (Pooling) spec, size);
    }

    @Override
    public void close() {
        program.close();
    }

    /** One layer's share of the program. */
    interface Layer {
        /** Appends the calls that turn {@code source} into the activations returned. */
        memory forward(memory source);

        /**
         * Appends the calls that turn the gradient by the activations into that by the parameters and, if {@code
         * needsSource}, that by the source, which is returned (else null).
         */
        memory backward(memory gradient, boolean needsSource);
    }
}
