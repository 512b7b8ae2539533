package dev.convoy.driver.dataset.manifest;

import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Findings.Matches;
import dev.convoy.driver.dataset.manifest.Findings.Pair;
import dev.convoy.driver.dataset.manifest.Findings.Quarantine;
import dev.convoy.driver.dataset.manifest.ImageStatistics.SizeRange;
import dev.convoy.driver.dataset.manifest.SplitContent.Shard;
import java.util.List;
import java.util.Map;

/** A manifest for tests. */
public final class Manifests {
    private Manifests() {}

    /** Two classes, two training images in one shard of 1000 bytes. */
    public static DatasetManifest small() {
        Matches none = new Matches(0, List.of());
        return new DatasetManifest(
                DatasetManifest.FORMAT,
                new Origin("a folder per class", "abc", 42, Map.of("prepare.raw", "false")),
                List.of("cat", "dog"),
                new ImageStatistics(
                        3, null, 5, new SizeRange(4, 6, 5, 5), List.of(1.5, 2.0, 3.25), List.of(1.0, 2.0, 3.0)),
                new StoredForm(StoredForm.ORIGINAL, null, null, null, null, null, "some decoder"),
                Map.of(
                        Split.TRAIN.key(),
                        new SplitContent(
                                2,
                                List.of(1L, 1L),
                                List.of(new Shard("train/part-00000.parquet", 2, 1000, "0badcafe")))),
                new Findings(
                        Map.of("jpeg", 2L),
                        List.of("left out 1 hidden file: .x"),
                        new Quarantine(1, Map.of("is empty", 1L), "quarantine.parquet"),
                        new Duplicates(none, new Matches(1, List.of(new Pair("a", "b"))), none)));
    }
}
