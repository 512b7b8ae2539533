package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.sweep.Decisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A sweep of the sample on separate executors, whose driver is killed. */
@Tag("matrix")
@ExtendWith(LocalCluster.class)
class SweepClusterIT {
    private static final Path SAMPLE = Path.of("data/fashion-mnist-sample").toAbsolutePath();
    private static final int TRIALS = 12;

    @TempDir
    private Path folder;

    private Path file;

    @Test
    void executorsAndAKilledDriverChangeNoDecisionAndNoBit() throws Exception {
        file = Files.writeString(
                folder.resolve("sweep.conf"),
                """
                convoy { data.train = "%s", train { epochs = 2, updater = nesterovs } }
                sweep {
                  strategy = halving, rungs = [1], trials = %d
                  keys.train { learning-rate = {min = 0.0003, max = 0.3, scale = log}, batch-size = [32, 64] }
                }
                """
                        .formatted(SAMPLE, TRIALS));
        VerbRun undisturbed = VerbRun.of("local[2]", List.of(arguments("undisturbed")));
        assertThat(undisturbed.code()).as(undisturbed.error()).isZero();

        for (int events : List.of(3, 10, 18, 30, 42)) {
            killAfter(events);
        }
        Submission last = Submission.run(onCluster());

        assertThat(last.code()).as(last.why()).isZero();
        assertThat(decisions("cluster")).isEqualTo(decisions("undisturbed")).contains("PROMOTED " + best() + " rung 1");
        assertThat(bits("cluster")).hasSize(TRIALS / 2).isEqualTo(bits("undisturbed"));
    }

    private void killAfter(int events) throws Exception {
        Submission.Started sweep = Submission.start(onCluster());
        Path log = folder.resolve("cluster/sweep.jsonl");
        while (sweep.driver().isAlive()
                && (!Files.exists(log) || Files.readAllLines(log).size() < events)) {
            Thread.sleep(20);
        }
        assertThat(sweep.driver().isAlive()).as(sweep.log()).isTrue();
        sweep.driver().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    private String best() throws IOException {
        return decisions("undisturbed").stream()
                .filter(line -> line.startsWith("ENDED "))
                .map(line -> line.substring("ENDED ".length()))
                .findFirst()
                .orElseThrow();
    }

    private String[] arguments(String name) {
        return new String[] {"sweep", file.toString(), "-D", "run.dir=" + folder.resolve(name)};
    }

    private String[] onCluster() {
        return Stream.concat(Stream.of(arguments("cluster")), Stream.of("--", "--master", "local-cluster[2,1,1024]"))
                .toArray(String[]::new);
    }

    private List<String> decisions(String name) throws IOException {
        return Decisions.of(folder.resolve(name + "/sweep.jsonl"));
    }

    /** The weights of the trials that were trained to their end. */
    private Map<String, String> bits(String name) throws IOException {
        Map<String, String> bits = new TreeMap<>();
        for (int trial = 1; trial <= TRIALS; trial++) {
            Path run = folder.resolve(name + "/trials/%03d/run.json".formatted(trial));
            String sha = Submission.json(run).get("paramsSha256").asText(null);
            if (sha != null && !sha.equals("null")) {
                bits.put(run.getParent().getFileName().toString(), sha);
            }
        }
        return bits;
    }
}
