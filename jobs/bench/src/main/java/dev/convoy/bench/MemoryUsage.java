package dev.convoy.bench;

import dev.convoy.bench.rounds.ProcessStatus;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The memory and files of a job after a number of rounds.
 *
 * @param bytes resident memory of {@code driver} and of each {@code executor} on this machine, and the size of Spark's
 *     {@code files}
 */
record MemoryUsage(int rounds, Map<String, Long> bytes) {
    /** Garbage does not count; and the first collection makes a process grow, which should be before it has settled. */
    static void collectGarbage(JavaSparkContext context) {
        System.gc();
        int tasks = context.defaultParallelism();
        context.parallelize(Collections.nCopies(tasks, 0), tasks).foreach(any -> System.gc());
    }

    static MemoryUsage now(int rounds, Path sparkFiles) throws IOException {
        Map<String, Long> bytes = new LinkedHashMap<>();
        bytes.put("driver", ProcessStatus.resident(ProcessHandle.current().pid()));
        List<Long> executors = ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .filter(id -> ProcessStatus.commandLine(id).contains("CoarseGrainedExecutorBackend"))
                .sorted()
                .toList();
        for (int i = 0; i < executors.size(); i++) {
            bytes.put("executor " + (i + 1), ProcessStatus.resident(executors.get(i)));
        }
        bytes.put("files", size(sparkFiles));
        return new MemoryUsage(rounds, bytes);
    }

    /**
     * Returns the rise of a least-squares line after a round to the last, as a share of the mean; 0 if the mean is 0.
     */
    static double growth(List<MemoryUsage> all, String name, int after) {
        List<MemoryUsage> settled =
                all.stream().filter(usage -> usage.rounds() > after).toList();
        double meanRound =
                settled.stream().mapToDouble(MemoryUsage::rounds).average().orElseThrow();
        double mean =
                settled.stream().mapToDouble(usage -> usage.of(name)).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (MemoryUsage usage : settled) {
            covariance += (usage.rounds() - meanRound) * (usage.of(name) - mean);
            variance += (usage.rounds() - meanRound) * (usage.rounds() - meanRound);
        }
        int span = settled.get(settled.size() - 1).rounds() - settled.get(0).rounds();
        return mean == 0 ? 0 : covariance / variance * span / mean;
    }

    String line() {
        return bytes.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.1f MB", entry.getKey(), entry.getValue() / 1e6))
                .collect(Collectors.joining(" | ", String.format(Locale.ROOT, "%4d rounds | ", rounds), ""));
    }

    private double of(String name) {
        return (double) bytes.getOrDefault(name, 0L);
    }

    private static long size(Path folder) throws IOException {
        AtomicLong sum = new AtomicLong();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Spark has deleted it in the meantime.
                return FileVisitResult.CONTINUE;
            }
        });
        return sum.get();
    }
}
