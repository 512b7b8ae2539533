package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * LeNet on the sample, 20 rounds an epoch.
 *
 * @param workers W: 4 or 8
 * @param folder of the test
 */
record ShortRun(int workers, int epochs, Path folder) {
    /** Each quiet run is made once for all test classes. */
    private static final Map<String, String> QUIET = new ConcurrentHashMap<>();

    int rounds() {
        return 20 * epochs;
    }

    /** The bits of an undisturbed run, on one thread. */
    String quietSha() {
        return QUIET.computeIfAbsent(workers + "×" + epochs, absent -> {
            try {
                String[] arguments = arguments("quiet", "local[1]");
                Submission quiet = Submission.run(arguments);
                if (quiet.code() != 0) {
                    throw new AssertionError(quiet.why());
                }
                return sha("quiet");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /**
     * @param name of the run folder
     * @param settings {@code key=value}, of Spark if they begin with "spark."
     */
    String[] arguments(String name, String master, String... settings) throws IOException {
        List<String> job = new ArrayList<>(List.of(
                "train",
                "-D",
                "train.workers=" + workers,
                "-D",
                "train.averaging-frequency=" + 8 / workers,
                "-D",
                "train.epochs=" + epochs,
                "-D",
                "run.dir=" + run(name)));
        List<String> spark = new ArrayList<>(List.of(
                "--",
                "--master",
                master,
                "--conf",
                // What killed processes leave lying goes away with the test's folder.
                "spark.local.dir=" + folder.resolve("spark-local"),
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.dir=" + Files.createDirectories(events(name)).toUri()));
        for (String setting : settings) {
            if (setting.startsWith("spark.")) {
                spark.addAll(List.of("--conf", setting));
            } else {
                job.addAll(List.of("-D", setting));
            }
        }
        job.addAll(spark);
        return job.toArray(String[]::new);
    }

    Path run(String name) {
        return folder.resolve(name);
    }

    Path events(String name) {
        return folder.resolve(name + "-events");
    }

    String sha(String name) throws IOException {
        return Submission.json(run(name).resolve("run.json"))
                .get("paramsSha256")
                .asText();
    }

    int count(String name, String field) throws IOException {
        return Submission.json(run(name).resolve("run.json")).get(field).asInt();
    }
}
