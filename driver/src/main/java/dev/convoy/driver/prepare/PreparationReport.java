package dev.convoy.driver.prepare;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Findings.Matches;
import dev.convoy.driver.dataset.manifest.Findings.Pair;
import dev.convoy.driver.dataset.manifest.ImageStatistics;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.dataset.manifest.SplitContent.Shard;
import dev.convoy.driver.prepare.task.Estimate;
import dev.convoy.driver.run.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The end of {@code prepare} on the console: what is in the dataset, what is not, and how to go on. */
public final class PreparationReport {
    private static final int CLASSES = 10;
    private static final int EXAMPLES = 3;

    private final DatasetManifest manifest;
    private final Consumer<String> console;

    private PreparationReport(DatasetManifest manifest, Consumer<String> console) {
        this.manifest = manifest;
        this.console = console;
    }

    /** @param location of the dataset */
    public static void print(DatasetManifest manifest, Object location, Consumer<String> console) {
        PreparationReport report = new PreparationReport(manifest, console);
        report.splits();
        report.classes();
        report.images();
        report.unreadable();
        report.duplicates();
        console.accept(Redaction.of("dataset " + location));
        console.accept(Redaction.of("next: ./submit.sh train -D data.train=" + location));
    }

    private void line(String format, Object... values) {
        console.accept(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    private void splits() {
        line("%-24s %12s %8s %10s", "split", "images", "shards", "bytes");
        manifest.splits().forEach((name, split) -> {
            long bytes = split.shards().stream().mapToLong(Shard::bytes).sum();
            line("%-24s %,12d %,8d %10s", name, split.images(), split.shards().size(), Estimate.bytes(bytes));
        });
    }

    /** Prints a table of the first classes by split. */
    private void classes() {
        List<String> names = manifest.classes();
        line(
                "%-24s %s",
                "class",
                manifest.splits().keySet().stream()
                        .map(name -> String.format(Locale.ROOT, "%12s", name))
                        .collect(Collectors.joining(" ")));
        for (int label = 0; label < Math.min(CLASSES, names.size()); label++) {
            int row = label;
            line(
                    "%-24s %s",
                    shortened(names.get(label)),
                    manifest.splits().values().stream()
                            .map(split -> String.format(
                                    Locale.ROOT, "%,12d", split.classCounts().get(row)))
                            .collect(Collectors.joining(" ")));
        }
        if (names.size() > CLASSES) {
            line("and %,d more classes", names.size() - CLASSES);
        }
        List<String> empty = new ArrayList<>();
        SplitContent training = manifest.splits().get(Split.TRAIN.key());
        for (int label = 0; label < names.size(); label++) {
            if (training.classCounts().get(label) == 0) {
                empty.add(InvalidInputException.printable(names.get(label)));
            }
        }
        if (!empty.isEmpty()) {
            line("warning: no training images of %s", String.join(", ", empty));
        }
    }

    private static String shortened(String name) {
        String plain = InvalidInputException.printable(name);
        return plain.length() > 24 ? plain.substring(0, 23) + "…" : plain;
    }

    private void images() {
        ImageStatistics images = manifest.images();
        String size = images.height() != null && images.width() != null
                ? images.height() + "x" + images.width()
                : range(images.sizes().minHeight(), images.sizes().maxHeight()) + " x "
                        + range(images.sizes().minWidth(), images.sizes().maxWidth());
        line(
                "images: %s pixels, %d channel%s, stored as %s (%s)",
                size,
                images.channels(),
                images.channels() == 1 ? "" : "s",
                manifest.stored().kind(),
                counts(manifest.findings().kinds()));
        line("training images: mean %s, std %s", rounded(images.mean()), rounded(images.deviation()));
    }

    private static String range(int from, int to) {
        return from == to ? Integer.toString(from) : from + "–" + to;
    }

    private static String rounded(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.2f", value))
                .collect(Collectors.joining(" "));
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private void unreadable() {
        var quarantine = manifest.findings().quarantine();
        if (quarantine.count() == 0) {
            return;
        }
        line("unreadable: %,d images, listed in %s", quarantine.count(), quarantine.file());
        quarantine.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(reason -> line("%,12d %s", reason.getValue(), reason.getKey()));
    }

    private void duplicates() {
        Duplicates duplicates = manifest.findings().duplicates();
        warn(duplicates.exact(), "have the same pixels as an image of an earlier split");
        if (duplicates.near().images() > duplicates.exact().images()) {
            warn(duplicates.near(), "look like an image of an earlier split");
        }
        warn(duplicates.relabelled(), "have the same pixels as an image of another class");
    }

    private void warn(Matches matches, String what) {
        if (matches.images() == 0) {
            return;
        }
        line("warning: %,d images %s, such as", matches.images(), what);
        for (Pair pair : matches.examples()
                .subList(0, Math.min(EXAMPLES, matches.examples().size()))) {
            line(
                    "  %s = %s",
                    InvalidInputException.printable(pair.second()), InvalidInputException.printable(pair.first()));
        }
    }
}
