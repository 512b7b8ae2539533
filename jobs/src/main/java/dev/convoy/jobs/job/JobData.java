package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.config.ClassWeights;
import dev.convoy.driver.config.Data;
import dev.convoy.driver.config.Data.NormalizationChoice;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.plan.Window;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.InputRule.LabelRule;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The data of a job, opened and matched with each other.
 *
 * @param heldOut images that are not trained on, by split; a split without images is not in it
 * @param shape of the network's input
 * @param normalization of all images
 */
record JobData(Data settings, Dataset train, Map<Split, HeldOut> heldOut, Shape shape, Normalization normalization) {
    /** @param classOf the training data's class for each class of this data */
    record HeldOut(Dataset data, List<Integer> classOf) {}

    /** @throws InvalidInputException if the data sets do not belong together, or with the settings */
    static JobData open(Data settings, Configuration hadoop) throws IOException {
        Dataset train = Dataset.open(settings.train(), Split.TRAIN, hadoop);
        Shape shape = shape(settings.images(), train, "data.train");
        settings.images().augmentations().requireFit(shape.height(), shape.width());
        Map<Split, HeldOut> heldOut = new EnumMap<>(Split.class);
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            Dataset data = open(settings, split, hadoop);
            if (data.count() > 0) {
                requireShape(shape, shape(settings.images(), data, key(split)), split);
                heldOut.put(split, new HeldOut(data, match(train.classes(), data.classes(), split)));
            }
        }
        Normalization normalization =
                settings.images().normalization().numbers(shape.channels()).orElse(train.normalization());
        return new JobData(settings, train, heldOut, shape, normalization);
    }

    /** Returns this data with the normalization that a model was trained with, unless the settings name another. */
    JobData forModel(ModelDescription model) {
        boolean takes = settings.images().normalization().name().equals(NormalizationChoice.AUTO)
                && model.normalization() != null
                && model.normalization().channels() == shape.channels();
        return takes ? new JobData(settings, train, heldOut, shape, model.normalization()) : this;
    }

    private static String key(Split split) {
        return "data." + split.key();
    }

    private static Dataset open(Data settings, Split split, Configuration hadoop) throws IOException {
        boolean isGiven = split == Split.TEST || settings.validation().isPresent();
        String location =
                split == Split.TEST ? settings.test() : settings.validation().orElse(settings.train());
        Path trained = UserPath.of("data.train", settings.train(), hadoop).path();
        boolean isTrained = UserPath.of(key(split), location, hadoop).path().equals(trained);
        Dataset data = isTrained ? Dataset.openOther(location, split, hadoop) : Dataset.open(location, split, hadoop);
        if (split == Split.VALIDATION && isGiven && data.count() == 0) {
            throw new InvalidInputException(
                    "data.validation must name other images than those that are trained on",
                    location + ", which is data.train and has no validation images",
                    "Leave it out, or prepare the dataset with prepare.splits.");
        }
        return data;
    }

    private static void requireShape(Shape trained, Shape heldOut, Split split) {
        if (!heldOut.equals(trained)) {
            throw new InvalidInputException(
                    "training and " + split.key() + " images must have one shape",
                    trained + " and " + heldOut,
                    "Check data.train and " + key(split) + ", or set data.image-size.");
        }
    }

    private static Shape shape(Data.Images images, Dataset data, String key) {
        Shape own = data.shape();
        if (images.size().isPresent()) {
            return new Shape(
                    own.channels(), images.size().getAsInt(), images.size().getAsInt());
        }
        if (own.height() == 0) {
            throw new InvalidInputException(
                    "data.image-size must be set for images of different sizes",
                    "null, and " + key + " has such images",
                    "For example -D data.image-size=224.");
        }
        return own;
    }

    private static List<Integer> match(List<String> train, List<String> heldOut, Split split) {
        List<Integer> classOf = new ArrayList<>();
        for (String name : heldOut) {
            int found = train.indexOf(name);
            if (found < 0) {
                throw new InvalidInputException(
                        split.key() + " labels must be among the " + train.size() + " classes of the training labels",
                        name,
                        "Check data.train and " + key(split) + ".");
            }
            classOf.add(found);
        }
        return classOf;
    }

    /**
     * Returns what executors need to know of it.
     *
     * @param threads kernel threads of a task
     */
    WorkerData forWorkers(Model model, JobConfig.Train training, int threads) {
        ImageRule augmented = images();
        LabelRule smoothed = new LabelRule(model.outputs(), training.labelSmoothing());
        LabelRule oneHot = new LabelRule(model.outputs(), 0);
        Map<Split, Examples> evaluated = new EnumMap<>(Split.class);
        heldOut.forEach((split, others) -> evaluated.put(
                split,
                new Examples(
                        others.data().shards(),
                        new InputRule(
                                others.data().format(),
                                model.input(),
                                others.classOf(),
                                oneHot,
                                normalization,
                                augmented.withoutAugmentations()))));
        return new WorkerData(
                new Examples(
                        train.shards(),
                        new InputRule(train.format(), model.input(), List.of(), smoothed, normalization, augmented)),
                evaluated,
                new CacheSettings(settings.feed().cacheBytes().orElse(-1)),
                settings.feed().threads().orElse(threads),
                training.balance().sampling());
    }

    /**
     * Returns the weights of a network's outputs; empty for those of its own configuration.
     *
     * @param outputs number of outputs; those without a class have weight 1
     */
    Optional<float[]> classWeights(ClassWeights choice, int outputs) {
        return choice.of(train.classes(), train.classCounts()).map(given -> {
            float[] weights = new float[outputs];
            for (int output = 0; output < outputs; output++) {
                weights[output] = output < given.size() ? given.get(output).floatValue() : 1;
            }
            return weights;
        });
    }

    /** Returns how images get the size of the network's input, with the random changes in training. */
    ImageRule images() {
        Data.Images images = settings.images();
        return new ImageRule(images.decoder(), images.resize().orElse(shape.height()), images.augmentations());
    }

    /** Returns how many shards are shuffled together. */
    int windowShards() {
        long bytes = train.shards().stream().mapToLong(Shard::bytes).sum();
        return Window.shards(bytes, train.shards().size(), settings.feed().windowBytes());
    }

    /** Returns names for all outputs of a network, which may have more than there are classes. */
    List<String> outputs(int outputs) {
        List<String> names = new ArrayList<>(train.classes());
        for (int output = names.size(); output < outputs; output++) {
            names.add(Integer.toString(output));
        }
        return names;
    }

    String fingerprint(Split split) {
        return heldOut.containsKey(split) ? heldOut.get(split).data().fingerprint() : Dataset.NONE.fingerprint();
    }

    /**
     * Returns the settings that change what the network sees, by key. Only those that are not the default: run folders of
     * older versions, which did not know them, are still accepted.
     */
    Map<String, String> identity() {
        Data.Images images = settings.images();
        Map<String, String> identity = new LinkedHashMap<>();
        if (heldOut.containsKey(Split.VALIDATION)) {
            identity.put(key(Split.VALIDATION), fingerprint(Split.VALIDATION));
        }
        images.size().ifPresent(size -> identity.put("data.image-size", Integer.toString(size)));
        images.resize().ifPresent(length -> identity.put("data.resize", Integer.toString(length)));
        if (!images.augmentations().isEmpty()) {
            identity.put("train.augment", images.augmentations().text());
        }
        if (!normalization.toString().equals(train.normalization().toString())) {
            identity.put("data.normalization", normalization.toString());
        }
        if (train.shards().size() > windowShards()) {
            identity.put("data.window", windowShards() + " shards");
        }
        if (train.format().kind() == RecordFormat.Kind.ENCODED) {
            identity.put("data.decoder", images.decoder());
        }
        return identity;
    }
}
