package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.sweep.Decisions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep over tiny trainings on Spark's threads: each trial has the bits that it has alone, however it was disturbed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SweepIT {
    private static final int ROUNDS = 3;
    private static final String DIVERGES = "1e30";
    private static final String EVENT = "sweep \\d+(/\\d+)? .*";

    @TempDir
    static Path folder;

    private ShortRun tiny;
    private Path file;
    private List<String> decisions;
    private Map<String, String> states;
    /** Of each trial, trained to its end without a sweep; null for the one that diverges. */
    private final Map<String, String> alone = new TreeMap<>();

    @BeforeAll
    void sweepUndisturbed() throws IOException {
        tiny = ShortRun.prepare(4, ROUNDS, folder);
        file = Files.writeString(
                folder.resolve("sweep.conf"),
                "convoy { "
                        + tiny.keys().entrySet().stream()
                                .map(entry -> "\n  " + entry.getKey() + " = \"" + entry.getValue() + "\"")
                                .collect(Collectors.joining())
                        + """

                          train { epochs = 4, updater = sgd }
                        }
                        sweep {
                          strategy = halving, rungs = [1, 2], concurrent = 3
                          keys { train { seed = [1, 2], learning-rate = [0.003, 0.03, 0.3, %s] } }
                        }
                        """
                                .formatted(DIVERGES));
        VerbRun sweep = VerbRun.of("local[2]", arguments("undisturbed"));
        assertThat(sweep.code()).as(sweep.error()).isZero();
        assertThat(sweep.out()).contains("sweep 0/14 | trial 001 starts | to epoch 1", "failed: loss and parameters");
        decisions = Decisions.of(folder.resolve("undisturbed/sweep.jsonl"));
        states = states("undisturbed");
        assertThat(states).hasSizeGreaterThan(6 * 2);
        for (int trial = 1; trial <= 8; trial++) {
            String name = "00" + trial;
            Path conf = folder.resolve("undisturbed/trials/" + name + "/resolved.conf");
            VerbRun train = train(conf, folder.resolve("alone-" + name));
            alone.put(name, train.code() == 0 ? sha(folder.resolve("alone-" + name)) : null);
        }
    }

    @Test
    void eachTrialHasTheBitsThatItHasAlone() throws IOException {
        assertThat(decisions)
                .contains("FAILED 7 rung 1", "FAILED 8 rung 1", "ENDED 5")
                .filteredOn(line -> line.startsWith("PROMOTED"))
                .hasSize(4 + 2);
        assertThat(alone.values()).filteredOn(sha -> sha != null).hasSize(6).doesNotHaveDuplicates();
        for (Map.Entry<String, String> trial : alone.entrySet()) {
            if (trial.getValue() != null) {
                Path run = folder.resolve("undisturbed/trials/" + trial.getKey());
                if (!status(run).equals("completed")) {
                    // A trial that was stopped goes on with the verb train: its bits are in its checkpoint.
                    assertThat(status(run)).isEqualTo("stopped");
                    assertThat(train(run.resolve("resolved.conf"), run).out()).contains("continues after round");
                }
                assertThat(sha(run)).as(run.toString()).isEqualTo(trial.getValue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 9, 21, 30})
    void killedAfterAnEventItMakesTheSameDecisionsWithTheSameBits(int events) throws IOException {
        String name = "killed-" + events;
        assertThat(killed(arguments(name), events)).isEqualTo(ExitCode.FAILED);
        assertThat(Decisions.of(folder.resolve(name + "/sweep.jsonl"))).isNotEqualTo(decisions);

        VerbRun again = VerbRun.of("local[2]", arguments(name));
        assertThat(again.code()).as(again.error()).isZero();
        assertThat(Decisions.of(folder.resolve(name + "/sweep.jsonl"))).isEqualTo(decisions);
        assertThat(states(name)).isEqualTo(states);
    }

    @Test
    void anAsynchronousSweepWhoseDriverDiesDecidesNothingTwiceAndTrainsTheSameBits() throws IOException {
        String name = "asha";
        List<String> asha = arguments(name, "sweep.strategy=asha");
        assertThat(killed(asha, 12)).isEqualTo(ExitCode.FAILED);
        VerbRun again = VerbRun.of("local[2]", asha);

        assertThat(again.code()).as(again.error()).isZero();
        assertThat(Decisions.of(folder.resolve(name + "/sweep.jsonl")))
                .doesNotHaveDuplicates()
                .contains("FAILED 7 rung 1", "FAILED 8 rung 1")
                .anyMatch(line -> line.startsWith("PROMOTED"));
        int completed = 0;
        for (Map.Entry<String, String> trial : alone.entrySet()) {
            Path run = folder.resolve(name + "/trials/" + trial.getKey());
            if (status(run).equals("completed")) {
                completed++;
                assertThat(sha(run)).as(run.toString()).isEqualTo(trial.getValue());
            }
        }
        assertThat(completed).isPositive();
    }

    /** The requests come from the thread that prints an event, so that they are there before the next round ends. */
    @ParameterizedTest
    @ValueSource(ints = {2, 9, 22})
    void aSweepHoldsGoesOnAndStopsWhenAskedWithTheSameDecisionsAndBits(int events) throws IOException {
        String name = "held-" + events;
        AtomicInteger seen = new AtomicInteger();
        List<String> whileHeld = new ArrayList<>();
        VerbRun stopped = VerbRun.of("local[2]", arguments(name), line -> {
            if (line.matches(EVENT) && seen.getAndIncrement() == events) {
                ask("hold", name, ExitCode.DONE);
            } else if (line.startsWith("holds: ")) {
                whileHeld.add(sweepStatus(name));
                whileHeld.addAll(trialStatuses(name));
                ask("hold", name + "/trials/001", ExitCode.INVALID);
                ask("resume", name, ExitCode.DONE);
            } else if (line.equals("goes on")) {
                whileHeld.add(sweepStatus(name));
                ask("stop", name, ExitCode.DONE);
            }
        });

        assertThat(stopped.code()).as(stopped.error()).isEqualTo(ExitCode.STOPPED_EARLY);
        assertThat(stopped.out())
                .containsOnlyOnce("holds: ")
                .containsOnlyOnce("\ngoes on\n")
                .contains("stopped: ");
        assertThat(whileHeld).startsWith("held").doesNotContain("interrupted").endsWith("running");
        assertThat(whileHeld.subList(1, whileHeld.size() - 1)).isNotEmpty().doesNotContain("running");
        assertThat(sweepStatus(name)).isEqualTo("stopped");
        assertThat(folder.resolve(name + "/control.json")).doesNotExist();
        assertThat(ask("hold", name, ExitCode.INVALID))
                .contains("hold needs a run or a sweep that is running. Given: ", name + ", which is stopped. ");

        VerbRun again = VerbRun.of("local[2]", arguments(name));
        assertThat(again.code()).as(again.error()).isZero();
        assertThat(Decisions.of(folder.resolve(name + "/sweep.jsonl"))).isEqualTo(decisions);
        assertThat(states(name)).isEqualTo(states);
        assertThat(sweepStatus(name)).isEqualTo("completed");
    }

    @Test
    void aFolderThatIsNeitherRunNorSweepIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("neither"));

        assertThat(ask("stop", "neither", ExitCode.INVALID))
                .contains("RUN must be the folder of a run, with its run.json, or of a sweep, with its sweep.json.");
        assertThat(ask("hold", "undisturbed", ExitCode.INVALID)).contains("undisturbed, which is completed. ");
        assertThat(ask("resume", "undisturbed/trials/001", ExitCode.INVALID)).contains("trials/001, which is ");
        assertThat(folder.resolve("undisturbed/control.json")).doesNotExist();
    }

    /** Asks in this process, perhaps while a sweep prints a line. Returns what the verb says about wrong input. */
    private static String ask(String verb, String name, int code) {
        StringWriter error = new StringWriter();
        String[] arguments = {verb, folder.resolve(name).toString()};
        assertThat(Main.run(arguments, new PrintWriter(error, true)))
                .as(error.toString())
                .isEqualTo(code);
        return error.toString();
    }

    private static String sweepStatus(String name) {
        try {
            return Submission.json(folder.resolve(name + "/sweep.json"))
                    .get("status")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> trialStatuses(String name) {
        try (Stream<Path> trials = Files.list(folder.resolve(name + "/trials"))) {
            List<String> statuses = new ArrayList<>();
            for (Path trial :
                    trials.filter(run -> Files.exists(run.resolve("run.json"))).toList()) {
                statuses.add(status(trial));
            }
            return statuses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSweepThatHasEndedOnlyPrintsItsTable() throws IOException {
        VerbRun again = VerbRun.of("no master", arguments("undisturbed"));

        assertThat(again.code()).as(again.error()).isZero();
        assertThat(again.out().lines().filter(line -> line.matches("00\\d .*"))).hasSize(8);
        assertThat(folder.resolve("undisturbed/sweep.csv"))
                .content()
                .startsWith("run,train.learning-rate,train.seed,status,");
        assertThat(folder.resolve("undisturbed/sweep.html")).content().contains("\"train.learning-rate\":\"0.03\"");
    }

    @Test
    void comparingTwoTrialsShowsWhatDiffers() {
        String one = folder.resolve("undisturbed/trials/001").toString();
        String other = folder.resolve("undisturbed/trials/002").toString();
        Path csv = folder.resolve("compared.csv");
        VerbRun compared = VerbRun.of("no master", List.of("compare", one, other, "--out", csv.toString()));

        assertThat(compared.code()).as(compared.error()).isZero();
        assertThat(csv).content().startsWith("run,").contains("train.");
    }

    @Test
    void anotherSweepIsRefused() {
        VerbRun refused = VerbRun.of("no master", arguments("undisturbed", "sweep.metric=loss"));

        assertThat(refused.code()).isEqualTo(ExitCode.INVALID);
        assertThat(refused.error()).contains("sweep.metric = accuracy, now loss");
    }

    /** The state of each trial in its last checkpoint. */
    private static Map<String, String> states(String name) throws IOException {
        Map<String, String> states = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(name + "/trials"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*/round-\\d+/.*[.]bin"))
                    .sorted()
                    .toList()) {
                Path round = file.getParent();
                Path trial = round.getParent().getParent();
                states.put(
                        trial.getFileName() + " " + file.getFileName(),
                        round.getFileName() + " " + Preparation.sha256(Files.readAllBytes(file)));
            }
        }
        return states;
    }

    /** Ends the driver's work by an error at the line of an event, which is on disk by then. */
    private static int killed(List<String> arguments, int events) {
        AtomicInteger seen = new AtomicInteger();
        return VerbRun.of("local[2]", arguments, line -> {
                    if (line.matches(EVENT) && seen.getAndIncrement() == events) {
                        throw new AssertionError("the driver dies");
                    }
                })
                .code();
    }

    private List<String> arguments(String name, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of("sweep", file.toString(), "-D", "run.dir=" + folder.resolve(name)));
        for (String setting : settings) {
            arguments.addAll(List.of("-D", setting));
        }
        return arguments;
    }

    private static VerbRun train(Path conf, Path run) {
        return VerbRun.of("local[2]", List.of("train", "--conf", conf.toString(), "-D", "run.dir=" + run));
    }

    private static String status(Path run) throws IOException {
        return Submission.json(run.resolve("run.json")).get("status").asText();
    }

    private static String sha(Path run) throws IOException {
        return Submission.json(run.resolve("run.json")).get("paramsSha256").asText();
    }
}
