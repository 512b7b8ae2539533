package dev.convoy.jobs;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The test's side of {@link Gate}. A round is two stages: that of its workers, and that of the average. With
 * executors of two kinds, each kind's workers are a stage; in local mode, there is only that of the workers. Rounds
 * count from 1, from the start of the driver's process.
 *
 * @param file that the tasks look at
 * @param stages of a round
 */
record RoundGate(Path file, int stages) {
    private static final String TEST_CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();

    /** Closed at first: no task of the run starts. */
    static RoundGate closed(Path file) throws IOException {
        return closed(file, 2);
    }

    static RoundGate closed(Path file, int stages) throws IOException {
        RoundGate gate = new RoundGate(file, stages);
        gate.holdFrom(0);
        return gate;
    }

    /** Spark's properties that make a run wait here. */
    List<String> settings() {
        return List.of(
                "spark.plugins=" + Gate.class.getName(),
                Gate.FILE + "=" + file,
                Gate.STAGES + "=" + stages,
                "spark.driver.extraClassPath=" + TEST_CLASSES,
                "spark.executor.extraClassPath=" + TEST_CLASSES);
    }

    /** Lets the rounds before this one continue; returns at once. */
    void letGoTo(int round) throws IOException {
        holdFrom(stages * (round - 1));
    }

    /** Lets the rounds before this one continue; returns once its workers wait on so many executors. */
    void holdWorkers(int round, int executors, RunWatch watch) throws IOException {
        letGoTo(round);
        watch.until(
                "workers of round %d to wait on %d executors".formatted(round, executors),
                () -> IntStream.range(0, Math.max(1, stages - 1))
                                .map(kind -> workers(round, kind).size())
                                .sum()
                        >= executors);
    }

    /** Lets the workers of this round continue; returns the executors on which tasks then wait to average. */
    Set<String> holdAverage(int round, RunWatch watch) throws IOException {
        int stage = stages * round - 1;
        holdFrom(stage);
        watch.until("tasks of round %d that average".formatted(round), () -> !waiting(stage)
                .isEmpty());
        return waiting(stage);
    }

    /** Returns the executors of a kind on which workers of this round wait, or waited. */
    Set<String> workers(int round, int kind) {
        return waiting(stages * (round - 1) + kind);
    }

    /** Stops holding tasks. */
    void open() throws IOException {
        holdFrom(Integer.MAX_VALUE);
    }

    private Set<String> waiting(int stage) {
        String prefix = Gate.waiting(file, stage, "").getFileName().toString();
        return Arrays.stream(file.getParent().toFile().list())
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    private void holdFrom(int stage) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + "-next"), Integer.toString(stage));
        Files.move(next, file, ATOMIC_MOVE);
    }
}
