package dev.convoy.driver.doctor;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The model against its data, and the arithmetic of its training. */
final class ModelChecks {
    static final List<Check> ALL = List.of(
            ModelChecks::outputs,
            ModelChecks::loss,
            ModelChecks::batch,
            ModelChecks::highRate,
            ModelChecks::lowRate,
            ModelChecks::normalization);

    /** Learning rates beyond which no usual network converges, for gradients as they are and for scaled ones. */
    private static final double HIGHEST_PLAIN = 5;

    private static final double HIGHEST_SCALED = 0.05;
    private static final double LOWEST = 1e-7;

    private ModelChecks() {}

    private static Optional<LayerInfo> last(Facts facts) {
        return facts.input().model().map(Model::layers).map(layers -> layers.get(layers.size() - 1));
    }

    private static Optional<Finding> outputs(Facts facts) {
        Optional<DataFacts> train = facts.input().data().stream()
                .filter(data -> data.split() == Split.TRAIN)
                .findFirst();
        if (facts.input().model().isEmpty() || train.isEmpty()) {
            return Optional.empty();
        }
        int outputs = facts.input().model().get().outputs();
        int classes = train.get().classes().size();
        if (outputs <= classes) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "model-outputs",
                "a model should have one output for each of " + classes + " classes",
                outputs + " outputs of layer " + last(facts).orElseThrow().name(),
                "The other outputs are trained to 0, and predictions may still name them.",
                "Change the layer's nOut to " + classes + ", unless the model was trained on more classes before."));
    }

    private static Optional<Finding> loss(Facts facts) {
        if (last(facts).isEmpty()) {
            return Optional.empty();
        }
        LayerInfo layer = last(facts).get();
        ILossFunction loss = null;
        IActivation activation = null;
        if (layer.definition() instanceof BaseOutputLayer output) {
            loss = output.getLossFn();
            activation = output.getActivationFn();
        } else if (layer.definition() instanceof LossLayer output) {
            loss = output.getLossFn();
            activation = output.getActivationFn();
        }
        boolean isSoftmax = activation instanceof ActivationSoftmax;
        boolean fits = loss instanceof LossMCXENT
                ? isSoftmax
                : loss instanceof LossBinaryXENT ? activation instanceof ActivationSigmoid : !isSoftmax;
        if (loss == null || fits) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "model-loss",
                "an output layer should have the activation that its loss is made for",
                activation + " with " + loss.getClass().getSimpleName() + " in layer " + layer.name(),
                "The loss is not finite, or hardly falls, and the engines that are fast cannot compute it.",
                "Use softmax with LossMCXENT for one class an image, or sigmoid with LossBinaryXENT for several."));
    }

    private static Optional<Finding> batch(Facts facts) {
        int workers = facts.job().train().averaging().workers();
        long step = (long) workers
                * facts.job().train().batchSize()
                * facts.job().train().learning().step().parts();
        long examples = facts.input().examples();
        if (examples == 0 || step <= examples) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "train-batch",
                "train.workers times train.batch-size should be at most the number of training images",
                String.format(
                        Locale.ROOT,
                        "%,d × %,d = %,d, and %,d images",
                        workers,
                        facts.job().train().batchSize(),
                        step,
                        examples),
                "An epoch is one step, of smaller minibatches than that, and the network learns little in it.",
                "Set -D train.batch-size=" + Math.max(1, examples / workers / 10) + ", or fewer train.workers."));
    }

    private record Rate(String layer, String updater, double value, boolean isScaled) {}

    private static List<Rate> rates(Facts facts) {
        return facts.input().model().stream()
                .flatMap(model -> model.layers().stream())
                .filter(row -> !row.frozen() && row.parameters() > 0)
                .map(ModelChecks::rate)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Rate rate(LayerInfo row) {
        if (!(row.definition() instanceof BaseLayer layer)) {
            return null;
        }
        IUpdater updater = layer.getIUpdater();
        if (updater == null || !updater.hasLearningRate()) {
            return null;
        }
        boolean isScaled = !(updater instanceof Sgd || updater instanceof Nesterovs);
        return new Rate(row.name(), updater.getClass().getSimpleName(), updater.getLearningRate(0, 0), isScaled);
    }

    private static Optional<Finding> highRate(Facts facts) {
        return rates(facts).stream()
                .filter(rate -> rate.value() > (rate.isScaled() ? HIGHEST_SCALED : HIGHEST_PLAIN))
                .findFirst()
                .map(rate -> Finding.warning(
                        "train-rate-high",
                        "the learning rate should be small enough for the updater to converge, at most "
                                + (rate.isScaled() ? HIGHEST_SCALED : HIGHEST_PLAIN),
                        rate.value() + " of " + rate.updater() + " in layer " + rate.layer(),
                        "Loss and parameters stop being finite within the first rounds, which ends the run.",
                        "Set -D train.updater="
                                + (rate.isScaled()
                                        ? "adam -D train.learning-rate=0.001"
                                        : "nesterovs -D train.learning-rate=0.1")
                                + "."));
    }

    private static Optional<Finding> lowRate(Facts facts) {
        // 0 freezes a layer, or begins a warm-up.
        return rates(facts).stream()
                .filter(rate -> rate.value() > 0 && rate.value() < LOWEST)
                .findFirst()
                .map(rate -> Finding.warning(
                        "train-rate-low",
                        "the learning rate should be large enough to change float32 weights, at least " + LOWEST,
                        rate.value() + " of " + rate.updater() + " in layer " + rate.layer(),
                        "Most updates are less than the distance between two float32 numbers, and nothing is learned.",
                        "Set -D train.updater=adam -D train.learning-rate=0.001."));
    }

    private static Optional<Finding> normalization(Facts facts) {
        boolean hasStatistics = facts.input().model().stream()
                .flatMap(model -> model.layers().stream())
                .anyMatch(row -> !row.frozen() && row.definition() instanceof BatchNormalization);
        if (!hasStatistics || facts.job().train().batchSize() > 1) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "train-batch-normalization",
                "a minibatch should have several images for batch normalization",
                "train.batch-size=1",
                "Mean and variance of one image are its own, so training and test see different values.",
                "Set -D train.batch-size=16, or more."));
    }
}
