package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The copies of shards in Spark's local folders, which outlive the executors that made them. */
final class ShardCopies {
    private ShardCopies() {}

    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".shard"))
                    .sorted()
                    .toList();
        }
    }
}
