package dev.convoy.kernel;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Random;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks, random parameters and random batches for kernel tests. */
public final class Networks {
    private Networks() {}

    /** A network of these layers, in order, with plain SGD. */
    public static Model of(Shape input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return Model.of(list.build(), input);
    }

    /** The start of a graph whose only input is {@code image}, with plain SGD. */
    public static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("image");
    }

    /** A network of this graph, whose last vertex is {@code output}. */
    public static Model of(Shape input, GraphBuilder graph) {
        return Model.of(graph.setOutputs("output").build(), input);
    }

    public static ConvolutionLayer.Builder convolution(int kernelHeight, int kernelWidth, int outputs) {
        return new ConvolutionLayer.Builder(kernelHeight, kernelWidth)
                .nOut(outputs)
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Truncate);
    }

    public static DenseLayer dense(int outputs) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .activation(Activation.RELU)
                .build();
    }

    public static OutputLayer output(int classes) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** Features of mean 0 and standard deviation 1, one-hot labels. */
    public static Batch batch(Model model, int size, long seed) {
        Random random = new Random(seed);
        float[] features = new float[Math.toIntExact(size * model.input().size())];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        float[] labels = new float[size * model.outputs()];
        for (int n = 0; n < size; n++) {
            labels[n * model.outputs() + random.nextInt(model.outputs())] = 1;
        }
        return new Batch(size, features, labels, seed);
    }

    /**
     * Parameters of standard deviation {@code 1 / √(values that one output sums)}, exactly representable in float32;
     * those of a batch normalization are near their initial values.
     */
    public static double[] parameters(Model model, long seed) {
        Random random = new Random(seed);
        double[] values = new double[Math.toIntExact(model.parameters())];
        for (LayerInfo row : model.layers()) {
            double deviation =
                    row.parameters() == 0 ? 0 : Math.sqrt((double) row.output().channels() / row.parameters());
            for (int i = 0; i < row.parameters(); i++) {
                double value = row.definition() instanceof BatchNormalization normalization
                        ? normalizationParameter(normalization, i / row.output().channels(), random)
                        : random.nextGaussian() * deviation;
                values[Math.toIntExact(row.parameterOffset() + i)] = (float) value;
            }
        }
        return values;
    }

    /** γ, β (unless locked), running mean, running variance or log10 of its square root. */
    private static double normalizationParameter(BatchNormalization layer, int kind, Random random) {
        double around = random.nextDouble() - 0.5;
        return switch (layer.isLockGammaBeta() ? kind + 2 : kind) {
            case 0 -> 1 + around;
            case 1, 2 -> around;
            default -> layer.isUseLogStd() ? 0.4 * around : 1 + around;
        };
    }

    /** One engine's loss and gradient; the gradient memory is filled with NaN first. */
    public static Outcome gradient(String engine, Model model, Precision precision, double[] parameters, Batch batch) {
        try (GradientKernel kernel = KernelLookup.open(engine, model, precision);
                Pointer given = nativeCopy(precision, parameters);
                Pointer gradient = nativeCopy(precision, poison(parameters.length))) {
            double loss = kernel.gradient(given, batch, gradient);
            return new Outcome(
                    loss,
                    FlatVector.copyOf(precision.storage(), gradient, parameters.length)
                            .toDoubles());
        }
    }

    /** One engine's loss and outputs for a batch, as at test time. */
    public static Shown evaluate(String engine, Model model, Precision precision, double[] parameters, Batch batch) {
        try (GradientKernel kernel = KernelLookup.open(engine, model, precision);
                Pointer given = nativeCopy(precision, parameters)) {
            float[] outputs = new float[batch.size() * model.outputs()];
            double loss = kernel.evaluate(given, batch, outputs);
            return new Shown(loss, outputs);
        }
    }

    /** Loss summed over the batch, and outputs. */
    public record Shown(double loss, float[] outputs) {}

    /** Loss and gradient, both summed over the batch. */
    public record Outcome(double loss, double[] gradient) {}

    public static Pointer nativeCopy(Precision precision, double[] values) {
        if (precision.storage() == DataType.DOUBLE) {
            return new DoublePointer(values);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return new FloatPointer(narrow);
    }

    private static double[] poison(int length) {
        double[] values = new double[length];
        java.util.Arrays.fill(values, Double.NaN);
        return values;
    }
}
