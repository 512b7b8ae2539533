package dev.convoy.driver.prepare;

import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent.Shard;
import dev.convoy.driver.dataset.parquet.ImageRow;
import dev.convoy.driver.dataset.parquet.ImageRowReader;
import dev.convoy.driver.files.UserPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** A dataset that a test makes and reads. */
record PreparedFolder(Path folder, DatasetManifest manifest, List<String> console) {
    /** @param keys {@code key=value} */
    static PreparedFolder make(JavaSparkContext spark, Path from, Path to, String... keys) throws IOException {
        return make(spark, from, to, () -> {}, keys);
    }

    static PreparedFolder make(
            JavaSparkContext spark, Path from, Path to, DatasetPreparation.Guard guard, String... keys)
            throws IOException {
        List<String> console = new ArrayList<>();
        PreparationPlan plan = plan(from, to, keys);
        TargetFolder target = TargetFolder.at(to.toString(), new Configuration());
        target.create();
        try {
            DatasetManifest manifest = new DatasetPreparation(plan, target, spark, console::add).run(guard);
            PreparationReport.print(manifest, target.path(), console::add);
            return new PreparedFolder(to, manifest, console);
        } catch (Throwable e) {
            target.discard();
            target.removeIfEmpty();
            throw e;
        }
    }

    static PreparationPlan plan(Path from, Path to, String... keys) throws IOException {
        List<String> all = new ArrayList<>(List.of("prepare.from=" + from, "prepare.to=" + to));
        all.addAll(List.of(keys));
        JobConfig config = new ConfigLoader().load(Optional.empty(), all);
        return PreparationPlan.of(config.prepare(), config.data().images().decoder(), new Configuration());
    }

    /** Returns the rows of a split, shard by shard. */
    List<ImageRow> rows(Split split) throws IOException {
        List<ImageRow> rows = new ArrayList<>();
        UserPath dataset = UserPath.of("test", folder.toString(), new Configuration());
        for (Shard shard : manifest.split(split).orElseThrow().shards()) {
            shard.requireWhole(dataset.files(), dataset.path());
            try (ImageRowReader<ImageRow> reader = ImageRowReader.of(dataset.files(), shard.in(dataset.path()))) {
                for (Optional<ImageRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                    rows.add(row.get());
                }
            }
        }
        return rows;
    }

    /** Returns the split of each image, by id. */
    Map<String, Split> splits() throws IOException {
        Map<String, Split> splits = new TreeMap<>();
        for (Split split : Split.values()) {
            if (manifest.split(split).isPresent()) {
                rows(split).forEach(row -> splits.put(row.id(), split));
            }
        }
        return splits;
    }
}
