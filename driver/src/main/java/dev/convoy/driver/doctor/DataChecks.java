package dev.convoy.driver.doctor;

import dev.convoy.driver.dataset.manifest.Findings;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prepared datasets, by their manifests. */
final class DataChecks {
    static final List<Check> ALL = List.of(
            DataChecks::damaged,
            DataChecks::emptyClasses,
            DataChecks::singleImages,
            DataChecks::untested,
            DataChecks::duplicates,
            DataChecks::relabelled,
            DataChecks::quarantine,
            DataChecks::smallShards);

    private static final int MAX_NAMES = 5;
    private static final double MUCH = 0.01;
    private static final long SMALL_SHARD_BYTES = 1 << 20;
    private static final int MANY_SHARDS = 1_000;
    private static final String SPLITS = "Prepare it again with --group-by, so that images that belong together are in"
            + " one split, or remove the copies from the input.";

    private DataChecks() {}

    private static Optional<DataFacts> of(Facts facts, Split split) {
        return facts.input().data().stream()
                .filter(data -> data.split() == split)
                .findFirst();
    }

    private static Optional<Findings> findings(Facts facts) {
        return of(facts, Split.TRAIN).flatMap(DataFacts::findings);
    }

    private static Optional<Finding> damaged(Facts facts) {
        return facts.input().data().stream()
                .flatMap(data -> data.damaged().stream())
                .map(refusal -> Finding.error(
                        "data-shards",
                        refusal.rule(),
                        refusal.given(),
                        "The run fails when a worker first reads this shard, which may be hours after its start.",
                        refusal.remedy()))
                .findFirst();
    }

    private static List<String> classes(DataFacts data, LongPredicate images) {
        List<Long> counts = data.content().classCounts();
        return IntStream.range(0, Math.min(counts.size(), data.classes().size()))
                .filter(index -> images.test(counts.get(index)))
                .mapToObj(data.classes()::get)
                .toList();
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
        return names.size() > MAX_NAMES ? first + " and " + (names.size() - MAX_NAMES) + " more" : first;
    }

    private static Optional<Finding> emptyClasses(Facts facts) {
        return of(facts, Split.TRAIN)
                .map(train -> classes(train, count -> count == 0))
                .filter(empty -> !empty.isEmpty())
                .map(empty -> Finding.warning(
                        "data-empty-class",
                        "each class should have training images",
                        "none of " + some(empty),
                        "The network never learns these classes, and each of their images is counted as wrong.",
                        "Prepare the data with other --splits, or without these classes."));
    }

    private static Optional<Finding> singleImages(Facts facts) {
        return of(facts, Split.TRAIN)
                .map(train -> classes(train, count -> count == 1))
                .filter(single -> !single.isEmpty())
                .map(single -> Finding.warning(
                        "data-single-image",
                        "each class should have more than one training image",
                        "one of " + some(single),
                        "The network remembers that image, and its accuracy on the class says nothing.",
                        "Add images of these classes, or merge them with others, and prepare the data again."));
    }

    private static Optional<Finding> untested(Facts facts) {
        Optional<DataFacts> test = of(facts, Split.TEST);
        Optional<DataFacts> train = of(facts, Split.TRAIN);
        if (test.isEmpty()
                || train.isEmpty()
                // Then the data are refused.
                || !train.get().classes().containsAll(test.get().classes())) {
            return Optional.empty();
        }
        List<String> tested = classes(test.get(), count -> count > 0);
        List<String> untested = classes(train.get(), count -> count > 0).stream()
                .filter(name -> !tested.contains(name))
                .toList();
        return untested.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "data-untested-class",
                        "each trained class should have test images",
                        "none of " + some(untested),
                        "The test accuracy says nothing about these classes.",
                        "Prepare the data with other --splits, or name other images with -D data.test=DATASET."));
    }

    private static Optional<Finding> duplicates(Facts facts) {
        long held = heldOut(facts);
        return findings(facts)
                .map(found -> found.duplicates().near().images())
                .filter(copies -> copies > MUCH * held && held > 0)
                .map(copies -> Finding.warning(
                        "data-duplicates",
                        "validation and test images should not be training images too",
                        String.format(Locale.ROOT, "%,d of %,d look like one of an earlier split", copies, held),
                        "The accuracy on them is too good, and the best checkpoint is the one that remembers most.",
                        SPLITS));
    }

    private static long heldOut(Facts facts) {
        return facts.input().data().stream()
                .filter(data -> data.split() != Split.TRAIN)
                .map(DataFacts::content)
                .mapToLong(SplitContent::images)
                .sum();
    }

    private static Optional<Finding> relabelled(Facts facts) {
        return findings(facts)
                .map(found -> found.duplicates().relabelled().images())
                .filter(images -> images > MUCH * all(facts))
                .map(images -> Finding.warning(
                        "data-two-labels",
                        "an image should have one class",
                        String.format(Locale.ROOT, "%,d images that are also in another class", images),
                        "No network can be right about both, and the loss stays above what it could be.",
                        "Remove one of each pair from the input; the dataset's manifest.json lists the first pairs."));
    }

    private static long all(Facts facts) {
        return facts.input().data().stream()
                .map(DataFacts::content)
                .mapToLong(SplitContent::images)
                .sum();
    }

    private static Optional<Finding> quarantine(Facts facts) {
        return findings(facts)
                .map(Findings::quarantine)
                .filter(lost -> lost.count() > MUCH * all(facts))
                .map(lost -> Finding.warning(
                        "data-quarantine",
                        "the dataset should have nearly all images of its input",
                        String.format(Locale.ROOT, "%,d left out of %,d", lost.count(), all(facts) + lost.count()),
                        "What is left out is often of one kind or class, which the network then knows less about.",
                        "See " + lost.file() + " in the dataset for the reason of each, and prepare the data again."));
    }

    private static Optional<Finding> smallShards(Facts facts) {
        return of(facts, Split.TRAIN)
                .map(DataFacts::content)
                .filter(train -> train.shards().size() > MANY_SHARDS)
                .filter(train -> bytes(train) / train.shards().size() < SMALL_SHARD_BYTES)
                .map(train -> Finding.warning(
                        "data-small-shards",
                        "shards should have 1 MiB or more",
                        String.format(
                                Locale.ROOT,
                                "%,d shards of %,d bytes on average",
                                train.shards().size(),
                                bytes(train) / train.shards().size()),
                        "Executors open and copy each of them, which takes longer than reading what is in it.",
                        "Prepare the data again with the default prepare.shard-bytes."));
    }

    private static long bytes(SplitContent content) {
        return content.shards().stream().mapToLong(SplitContent.Shard::bytes).sum();
    }
}
