package dev.convoy.kernel.graph.dl4j;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Dropout;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Translates a checked model into the graph that Convoy's own kernels compute, or names the layer that they cannot. */
public final class NetworkCompiler {
    private final Model model;
    private final List<Node> nodes = new ArrayList<>();
    /** The number of the value that holds each row's output; that of row n is at index n + 1. */
    private final List<Integer> values = new ArrayList<>(List.of(0));

    private int dropouts;
    private Loss loss;

    private NetworkCompiler(Model model) {
        this.model = model;
    }

    /** @throws UnsupportedLayerException naming the first layer or setting that Convoy's own kernels do not compute */
    public static Network compile(Model model) throws UnsupportedLayerException {
        return new NetworkCompiler(model).compile();
    }

    private Network compile() throws UnsupportedLayerException {
        for (LayerInfo row : model.layers()) {
            if (loss != null) {
                throw new UnsupportedLayerException(row.name(), "a position after an output layer");
            }
            if (row.frozen() && row.inputs().stream().anyMatch(this::isTrained)) {
                throw new UnsupportedLayerException(row.name(), "frozen weights after layers that are not frozen");
            }
            List<Integer> inputs = row.inputs().stream().map(values::get).toList();
            int before = nodes.size();
            if (row.definition() instanceof GraphVertex vertex) {
                nodes.add(new Node(VertexTranslation.of(vertex, row), inputs, row.frozen()));
            } else {
                layer((Layer) row.definition(), row, inputs);
            }
            // Some rows compute nothing, such as dropout that keeps everything.
            boolean computes = nodes.size() > before;
            values.add(computes ? Integer.valueOf(nodes.size()) : inputs.get(0));
        }
        if (nodes.isEmpty()) {
            throw new UnsupportedLayerException(model.layers().get(0).name(), "nothing to compute");
        }
        if (loss == null) {
            throw new UnsupportedLayerException(
                    model.layers().get(model.layers().size() - 1).name(), "no loss at the end");
        }
        return new Network(model.input(), List.copyOf(nodes), loss, model.parameters());
    }

    private boolean isTrained(int value) {
        return value > 0 && !model.layers().get(value - 1).frozen();
    }

    private void layer(Layer layer, LayerInfo row, List<Integer> inputs) throws UnsupportedLayerException {
        checkCommon(layer, row.name(), row.preprocessor());
        List<LayerSpec> chain = new ArrayList<>();
        Shape given = row.inputs().get(0) == 0
                ? model.input()
                : model.layers().get(row.inputs().get(0) - 1).output();
        if (!given.equals(row.input())) {
            chain.add(new Reshape(row.name(), given, row.input()));
        }
        dropout(layer, row, chain);
        if (layer.getClass() == OutputLayer.class) {
            OutputLayer output = (OutputLayer) layer;
            chain.add(dense(row, output.hasBias()));
            loss(output.getActivationFn(), output.getLossFn(), row, chain);
        } else if (layer.getClass() == LossLayer.class) {
            LossLayer output = (LossLayer) layer;
            loss(output.getActivationFn(), output.getLossFn(), row, chain);
        } else {
            LayerTranslation.append(layer, row, chain);
        }
        List<Integer> from = inputs;
        for (LayerSpec spec : chain) {
            nodes.add(new Node(spec, from, row.frozen()));
            from = List.of(nodes.size());
        }
    }

    /** Adds dropout. Deeplearning4j applies it to the input of these layers, and ignores that of other layers. */
    private void dropout(Layer layer, LayerInfo row, List<LayerSpec> chain) throws UnsupportedLayerException {
        boolean applied = layer instanceof ConvolutionLayer
                || layer instanceof DenseLayer
                || layer instanceof OutputLayer
                || layer instanceof DropoutLayer
                || layer instanceof Upsampling2D;
        if (!applied || row.frozen() || layer.getIDropout() == null) {
            return;
        }
        if (!(layer.getIDropout() instanceof org.deeplearning4j.nn.conf.dropout.Dropout dropout)
                || dropout.getPSchedule() != null) {
            throw new UnsupportedLayerException(row.name(), "dropout " + layer.getIDropout());
        }
        if (dropout.getP() < 1) {
            chain.add(new Dropout(row.name(), row.input(), dropout.getP(), dropouts++));
        }
    }

    private void loss(IActivation activation, ILossFunction function, LayerInfo row, List<LayerSpec> chain)
            throws UnsupportedLayerException {
        loss = LossTranslation.of(activation, function, row);
        if (loss.kind() == Loss.Kind.MEAN_SQUARED_ERROR) {
            // The other losses include their activation.
            ActivationTranslation.append(activation, row, chain);
        }
    }

    static Dense dense(LayerInfo row, boolean hasBias) {
        long weights = row.output().channels() * row.input().size();
        return new Dense(
                row.name(),
                row.input(),
                row.output(),
                row.parameterOffset(),
                hasBias ? row.parameterOffset() + weights : Filter.NO_BIAS);
    }

    private static void checkCommon(Layer layer, String name, InputPreProcessor preprocessor)
            throws UnsupportedLayerException {
        if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw new UnsupportedLayerException(name, "weight noise");
        }
        // Both only reshape and keep the order of the values; a subclass may change it.
        if (preprocessor != null
                && preprocessor.getClass() != CnnToFeedForwardPreProcessor.class
                && preprocessor.getClass() != FeedForwardToCnnPreProcessor.class) {
            throw new UnsupportedLayerException(name, "preprocessor " + preprocessor);
        }
    }
}
