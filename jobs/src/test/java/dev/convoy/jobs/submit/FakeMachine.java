package dev.convoy.jobs.submit;

import dev.convoy.jobs.submit.arguments.SparkArguments;
import dev.convoy.jobs.submit.arguments.SparkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A machine with Convoy's own {@code conf}, an empty Spark, and the environment that the test sets. */
final class FakeMachine {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Path, String> made = new LinkedHashMap<>();

    FakeMachine(Path folder) throws IOException {
        this.folder = folder;
        environment.put("CONVOY_HOME", HOME.toString());
        environment.put(
                "SPARK_HOME", Files.createDirectories(folder.resolve("spark")).toString());
    }

    FakeMachine with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Returns the machine with this {@code spark-defaults.conf}; a line for each text. */
    FakeMachine defaults(String... lines) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("spark/conf"));
        Files.write(conf.resolve("spark-defaults.conf"), List.of(lines));
        return this;
    }

    Machine machine() {
        return new Machine(environment, "somebody", 16);
    }

    /** Returns the texts of the temporary files that were made, by their paths. */
    Map<Path, String> made() {
        return made;
    }

    /** Returns the arguments of spark-submit for this command line, split at spaces. */
    Submitted submit(String commandLine) throws IOException {
        return submit(List.of(commandLine.split(" ", -1)));
    }

    Submitted submit(List<String> commandLine) throws IOException {
        Planner planner = new Planner(commandLine, machine());
        SubmitPlan plan = planner.plan(
                (prefix, suffix, text) -> {
                    Path file = folder.resolve(prefix + "1" + suffix);
                    made.put(file, text);
                    return file;
                },
                "id");
        return new Submitted(plan, planner.isClusterMode());
    }

    /**
     * The meaning of the plan to spark-submit.
     *
     * @param inCluster whether the driver runs there
     */
    record Submitted(SubmitPlan plan, boolean inCluster) {
        /** Returns the properties that options and {@code --conf} set, by Spark's own rules. */
        Map<String, String> properties() {
            return parsed().properties();
        }

        SparkArguments parsed() {
            return SparkArguments.parse(plan.arguments().subList(0, jar()), new SparkOptions());
        }

        List<String> job() {
            return plan.arguments().subList(jar() + 1, plan.arguments().size());
        }

        String environment(String name) {
            return plan.environment().get(name);
        }

        private int jar() {
            int onClassPath = plan.arguments().indexOf("spark-internal");
            return onClassPath >= 0
                    ? onClassPath
                    : plan.arguments()
                            .indexOf(HOME.resolve("jobs/target/convoy.jar").toString());
        }
    }
}
