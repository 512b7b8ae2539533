package dev.convoy.driver.doctor;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.Data;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Findings;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.files.UserPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What the manifest of a prepared dataset says about one split, and whether its files are there.
 *
 * @param split what the images are used for
 * @param damaged the first file that is missing or has another length
 * @param findings what {@code prepare} found; empty if an older one did not say it
 */
public record DataFacts(
        Split split,
        String location,
        List<String> classes,
        SplitContent content,
        Optional<InvalidInputException> damaged,
        Optional<Findings> findings) {

    /** Reads the manifests that a job names. What is wrong with a manifest itself, opening the data reports. */
    public static List<DataFacts> read(Data data, Configuration hadoop) {
        List<DataFacts> all = new ArrayList<>();
        for (Split split : Split.values()) {
            String location =
                    switch (split) {
                        case TRAIN -> data.train();
                        case VALIDATION -> data.validation().orElse(data.train());
                        case TEST -> data.test();
                    };
            boolean isTrained = location.equals(data.train());
            try {
                read(split, location, isTrained, hadoop).ifPresent(all::add);
            } catch (IOException | InvalidInputException e) {
                // The job's data are opened in any case, and then this is reported.
            }
        }
        return all;
    }

    private static Optional<DataFacts> read(Split split, String location, boolean isTrained, Configuration hadoop)
            throws IOException {
        UserPath folder = UserPath.of("data." + split.key(), location, hadoop);
        if (!DatasetManifest.isIn(folder)) {
            return Optional.empty();
        }
        DatasetManifest manifest = DatasetManifest.read("data." + split.key(), folder);
        boolean servesAny = manifest.splits().size() == 1 && (!isTrained || split == Split.TRAIN);
        Optional<SplitContent> content =
                servesAny ? manifest.splits().values().stream().findFirst() : manifest.split(split);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DataFacts(
                split,
                location,
                manifest.classes(),
                content.get(),
                damaged(content.get(), folder),
                Optional.ofNullable(manifest.findings())));
    }

    private static Optional<InvalidInputException> damaged(SplitContent content, UserPath folder) throws IOException {
        Map<Path, Long> lengths = new HashMap<>();
        Set<Path> listed = new HashSet<>();
        for (SplitContent.Shard shard : content.shards()) {
            Path file = shard.in(folder.path());
            if (listed.add(file.getParent())) {
                list(file.getParent(), folder, lengths);
            }
            if (lengths.getOrDefault(file, -1L) != shard.bytes()) {
                try {
                    shard.requireWhole(folder.files(), folder.path());
                } catch (InvalidInputException e) {
                    return Optional.of(e);
                }
            }
        }
        return Optional.empty();
    }

    private static void list(Path parent, UserPath folder, Map<Path, Long> lengths) throws IOException {
        try {
            for (FileStatus file : folder.files().listStatus(parent)) {
                lengths.put(file.getPath(), file.getLen());
            }
        } catch (FileNotFoundException e) {
            // Then its first shard is missing.
        }
    }
}
