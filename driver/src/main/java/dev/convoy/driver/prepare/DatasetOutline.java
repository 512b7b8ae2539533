package dev.convoy.driver.prepare;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.Prepare;
import dev.convoy.driver.dataset.PixelSums;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Findings;
import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Findings.Quarantine;
import dev.convoy.driver.dataset.manifest.ImageStatistics;
import dev.convoy.driver.dataset.manifest.ImageStatistics.SizeRange;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.dataset.manifest.SplitContent.Shard;
import dev.convoy.driver.dataset.manifest.StoredForm;
import dev.convoy.driver.prepare.image.Measurements;
import dev.convoy.driver.prepare.image.Measurements.SplitSums;
import dev.convoy.driver.prepare.image.StorageRule;
import dev.convoy.driver.prepare.image.UnreadableSums;
import dev.convoy.driver.prepare.task.Estimate;
import dev.convoy.driver.prepare.task.ShardPlan;
import dev.convoy.driver.prepare.task.SideTables;
import dev.convoy.driver.prepare.task.WrittenFile;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A dataset as it will be, once all images are measured: classes, channels, shards.
 *
 * @param channels 1 or 3
 */
record DatasetOutline(
        PreparationPlan plan, Measurements measured, List<String> classes, int channels, ShardPlan shards) {

    /** @throws InvalidInputException if too many images are unreadable, or they cannot be one dataset */
    static DatasetOutline of(PreparationPlan plan, Measurements measured) {
        Prepare.Output output = plan.config().output();
        requireReadable(measured, output.maxBad());
        SplitSums training = measured.splits().get(Split.TRAIN);
        if (training == null) {
            throw new InvalidInputException(
                    "there must be images for training",
                    measured.splits().keySet().stream().map(Split::key).collect(Collectors.joining(", ")) + " only",
                    "Check prepare.splits; to make a dataset of test images alone, name their folder itself.");
        }
        SizeRange sizes = measured.sizes();
        if (plan.decoding().rule().isRaw() && (uniformHeight(sizes) == null || uniformWidth(sizes) == null)) {
            throw Estimate.severalSizes(String.format(
                    Locale.ROOT,
                    "heights of %d to %d and widths of %d to %d",
                    sizes.minHeight(),
                    sizes.maxHeight(),
                    sizes.minWidth(),
                    sizes.maxWidth()));
        }
        Map<Split, Long> bytes = new EnumMap<>(Split.class);
        measured.splits().forEach((split, sums) -> bytes.put(split, sums.bytes()));
        return new DatasetOutline(
                plan,
                measured,
                plan.source().classesInOrder(measured.classes()),
                plan.decoding().channels() != 0 ? plan.decoding().channels() : measured.allGrey() ? 1 : 3,
                new ShardPlan(bytes, output.shardBytes()));
    }

    private static void requireReadable(Measurements measured, double maxBad) {
        UnreadableSums unreadable = measured.unreadable();
        long all = measured.images() + unreadable.count();
        if (measured.images() > 0 && unreadable.count() <= maxBad * all) {
            return;
        }
        String reasons = unreadable.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(5)
                .map(reason -> String.format(Locale.ROOT, "%,d × %s", reason.getValue(), reason.getKey()))
                .collect(Collectors.joining("; "));
        String examples = unreadable.examples().entrySet().stream()
                .map(example -> InvalidInputException.printable(example.getKey()) + ": " + example.getValue())
                .collect(Collectors.joining("; "));
        throw new InvalidInputException(
                String.format(Locale.ROOT, "at most %s %% of the images may be unreadable", percent(maxBad)),
                String.format(Locale.ROOT, "%,d of %,d (%s), such as: %s", unreadable.count(), all, reasons, examples),
                "Repair or remove them, or raise prepare.max-bad.");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.6f", 100 * share).replaceFirst("\\.?0+$", "");
    }

    private static Integer uniformHeight(SizeRange sizes) {
        return sizes.minHeight() == sizes.maxHeight() ? (Integer) sizes.minHeight() : null;
    }

    private static Integer uniformWidth(SizeRange sizes) {
        return sizes.minWidth() == sizes.maxWidth() ? (Integer) sizes.minWidth() : null;
    }

    /** Returns labels by class. */
    HashMap<String, Integer> labels() {
        HashMap<String, Integer> labels = new HashMap<>();
        classes.forEach(name -> labels.put(name, labels.size()));
        return labels;
    }

    /** @param files the files that were written, in the order of their partitions */
    DatasetManifest manifest(List<WrittenFile> files, Duplicates duplicates) {
        UnreadableSums unreadable = measured.unreadable();
        return new DatasetManifest(
                DatasetManifest.FORMAT,
                plan.origin(),
                classes,
                statistics(),
                stored(),
                splits(files),
                new Findings(
                        measured.kinds(),
                        plan.source().notes(),
                        new Quarantine(unreadable.count(), unreadable.reasons(), SideTables.QUARANTINE),
                        duplicates));
    }

    private ImageStatistics statistics() {
        PixelSums sums = measured.training(channels);
        SizeRange sizes = measured.sizes();
        return new ImageStatistics(
                channels, uniformHeight(sizes), uniformWidth(sizes), sizes, sums.mean(), sums.deviation());
    }

    private StoredForm stored() {
        StorageRule rule = plan.decoding().rule();
        boolean reduced = rule.shortSide() > 0;
        return new StoredForm(
                rule.kind(),
                reduced ? rule.shortSide() : null,
                reduced ? rule.quality() : null,
                rule.isRaw() ? uniformHeight(measured.sizes()) : null,
                rule.isRaw() ? uniformWidth(measured.sizes()) : null,
                rule.resizing(),
                plan.decoder());
    }

    private Map<String, SplitContent> splits(List<WrittenFile> files) {
        Map<String, SplitContent> splits = new LinkedHashMap<>();
        measured.splits().forEach((split, sums) -> {
            List<Shard> written = files.stream()
                    .filter(file -> shards.isShardOf(split, file.partition()))
                    .map(file -> new Shard(file.file(), file.rows(), file.bytes(), file.crc32c()))
                    .toList();
            List<Long> counts = classes.stream().map(sums::ofClass).toList();
            splits.put(split.key(), new SplitContent(sums.images(), counts, written));
        });
        return splits;
    }
}
