package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the launcher knows of the machine and the shell that it is called from.
 *
 * @param environment with {@code CONVOY_HOME} and {@code SPARK_HOME}, which the script sets
 * @param user the name of the user who submits
 * @param cores that the process may use
 */
record Machine(Map<String, String> environment, String user, int cores) {
    static Machine here() {
        return new Machine(
                System.getenv(),
                System.getProperty("user.name"),
                Runtime.getRuntime().availableProcessors());
    }

    /** A variable of the environment, unless it is empty. */
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

    /** With the verb {@code bench}; only where Convoy is built from its sources. */
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

    /** The defaults of Spark's administrator, where there are any. */
    Optional<Path> sparkDefaults() {
        Path folder =
                variable("SPARK_CONF_DIR").map(Path::of).orElse(sparkHome().resolve("conf"));
        return Optional.of(folder.resolve("spark-defaults.conf")).filter(Files::isRegularFile);
    }

    /** A file of this machine, as Spark and log4j take it whatever characters its path has. */
    static String uri(Path file) {
        return file.toAbsolutePath().toUri().toASCIIString().replace(",", "%2C");
    }

    /** Java says "?" for a user id without a name, and Hadoop's login then fails with a NullPointerException. */
    void checkUser() throws IOException {
        if (user.equals("?")) {
            throw new InvalidInputException(
                    "the user id must have a name, which Hadoop's login asks for",
                    Files.getAttribute(Path.of("/proc/self"), "unix:uid"),
                    "Add a line for it to /etc/passwd, in a container too.");
        }
    }
}
