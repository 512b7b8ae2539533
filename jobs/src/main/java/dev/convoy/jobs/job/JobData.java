package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.config.Data;
import dev.convoy.driver.config.Data.NormalizationChoice;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.plan.Window;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.ImageRule.Augmentation;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.InputRule.LabelRule;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The data of a job, opened and matched with each other.
 *
 * @param shape of the network's input
 * @param classOf the training data's class for each class of the test data
 */
record JobData(Data settings, Dataset train, Dataset test, Shape shape, List<Integer> classOf) {
    /** @throws InvalidInputException if training and test data do not belong together, or with the settings */
    static JobData open(Data settings, Configuration hadoop) throws IOException {
        Dataset train = Dataset.open(settings.train(), Split.TRAIN, hadoop);
        Dataset test = settings.test().equals(settings.train())
                ? Dataset.openOther(settings.test(), Split.TEST, hadoop)
                : Dataset.open(settings.test(), Split.TEST, hadoop);
        Shape shape = shape(settings.images(), train, "data.train");
        if (test.count() > 0 && !shape.equals(shape(settings.images(), test, "data.test"))) {
            throw new InvalidInputException(
                    "training and test images must have one shape",
                    shape + " and " + test.shape(),
                    "Check data.train and data.test, or set data.image-size.");
        }
        return new JobData(settings, train, test, shape, match(train.classes(), test.classes()));
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

    private static List<Integer> match(List<String> train, List<String> test) {
        List<Integer> classOf = new ArrayList<>();
        for (String name : test) {
            int found = train.indexOf(name);
            if (found < 0) {
                throw new InvalidInputException(
                        "test labels must be among the " + train.size() + " classes of the training labels",
                        name,
                        "Check data.train and data.test.");
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
    WorkerData forWorkers(Model model, double labelSmoothing, int threads) {
        Data.Images images = settings.images();
        ImageRule augmented = new ImageRule(
                images.decoder(),
                images.resize().orElse(shape.height()),
                images.augmentations().stream().map(Augmentation::of).toList());
        LabelRule smoothed = new LabelRule(model.outputs(), labelSmoothing);
        LabelRule oneHot = new LabelRule(model.outputs(), 0);
        // Test images are normalized by the statistics of the training images.
        Normalization normalization = normalization();
        return new WorkerData(
                new Examples(
                        train.shards(),
                        new InputRule(train.format(), model.input(), List.of(), smoothed, normalization, augmented)),
                new Examples(
                        test.shards(),
                        new InputRule(
                                test.format(),
                                model.input(),
                                classOf,
                                oneHot,
                                normalization,
                                augmented.withoutAugmentations())),
                new CacheSettings(settings.feed().cacheBytes().orElse(-1)),
                settings.feed().threads().orElse(threads));
    }

    private Normalization normalization() {
        NormalizationChoice choice = settings.images().normalization();
        int channels = shape.channels();
        return switch (choice.name()) {
            case NormalizationChoice.STANDARD -> train.normalization();
            case "unit" -> Normalization.same(channels, 0, 255);
            case "symmetric" -> Normalization.same(channels, 127.5, 127.5);
            case "imagenet" -> Normalization.imagenet(channels);
            default -> Normalization.given(choice.mean(), choice.deviation(), channels);
        };
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

    /**
     * Returns the settings that change what the network sees, by key. Only those that are not the default: run folders of
     * older versions, which did not know them, are still accepted.
     */
    Map<String, String> identity() {
        Data.Images images = settings.images();
        Map<String, String> identity = new LinkedHashMap<>();
        images.size().ifPresent(size -> identity.put("data.image-size", Integer.toString(size)));
        images.resize().ifPresent(length -> identity.put("data.resize", Integer.toString(length)));
        if (!images.augmentations().isEmpty()) {
            identity.put("train.augment", String.join(", ", images.augmentations()));
        }
        if (!images.normalization().name().equals(NormalizationChoice.STANDARD)) {
            identity.put("data.normalization", normalization().toString());
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
