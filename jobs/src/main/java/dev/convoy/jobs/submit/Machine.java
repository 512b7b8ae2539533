package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The machine and the shell from which the launcher is called.
 *
 * @param environment environment variables, with {@code CONVOY_HOME} and {@code SPARK_HOME}, which the script sets
 * @param user the name of the user who submits
 * @param cores number of cores that the process may use
 */
record Machine(Map<String, String> environment, String user, int cores) {
    static Machine here() {
        return new Machine(
                System.getenv(),
                System.getProperty("user.name"),
                Runtime.getRuntime().availableProcessors());
    }

    /** Returns a variable of the environment, unless it is empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Convoy's folder. */
    Path home() {
        return Path.of(environment.get("CONVOY_HOME"));
    }

    Path jar() {
        return home().resolve("jobs/target/convoy.jar");
    }

    /** The jar with the verb {@code bench}, which exists only where Convoy is built from its sources. */
    Path benchmarks() {
        return home().resolve("jobs/bench/target/convoy-bench.jar");
    }

    Path sparkHome() {
        return Path.of(environment.get("SPARK_HOME"));
    }

    /** @throws InvalidInputException if no file can be made there */
    Path temporaryFolder() {
        Path folder = Path.of(variable("TMPDIR").orElse(System.getProperty("java.io.tmpdir")));
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new InvalidInputException(
                    "TMPDIR must be a folder that this user can write to",
                    folder,
                    "Set it to one, or unset it for the system's own.");
        }
        return folder;
    }

    /** The folder of Spark's configuration, which is on Spark's class path, and need not exist. */
    Path sparkConf() {
        return variable("SPARK_CONF_DIR").map(Path::of).orElse(sparkHome().resolve("conf"));
    }

    /** Returns the file of defaults of Spark's administrator, if there is one. */
    Optional<Path> sparkDefaults() {
        return Optional.of(sparkConf().resolve("spark-defaults.conf")).filter(Files::isRegularFile);
    }

    /** Returns the URI of a file of this machine, which Spark and log4j accept whatever characters the path has. */
    static String uri(Path file) {
        return file.toAbsolutePath().toUri().toASCIIString().replace(",", "%2C");
    }

    /**
     * Checks the user's name. Java reports "?" for a user id without a name, and Hadoop's login then fails with a
     * NullPointerException.
     */
    void checkUser() throws IOException {
        if (user.equals("?")) {
            throw new InvalidInputException(
                    "the user id must have a name, which Hadoop's login asks for",
                    Files.getAttribute(Path.of("/proc/self"), "unix:uid"),
                    "Add a line for it to /etc/passwd, in a container too.");
        }
    }
}
