package dev.convoy.jobs.submit;

import dev.convoy.base.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of classes that are parsed already, which Java maps into memory instead of reading them from jars one by one
 * (class data sharing). It holds for one build of Convoy, one Spark and one Java. Java checks that too, and starts
 * without an archive that is of other jars, of another Java, or incomplete.
 *
 * @param file where it is, once it is made; an empty file if it could not be made
 * @param build start of the names of this build's archives
 */
record ClassArchive(Path file, String build) {
    /** Variables that name folders with files on the class path, or more jars. */
    private static final List<String> FOLDERS = List.of(Planner.CLASS_PATH, "HADOOP_CONF_DIR", "YARN_CONF_DIR");

    static final String PREFIX = "classes-";
    static final String SUFFIX = ".jsa";

    /** Returns the archive for this machine's jars, whether it is made or not. */
    static ClassArchive of(Machine machine) throws IOException {
        Path jar = machine.jar();
        String build = hash(Files.exists(jar) ? Files.getLastModifiedTime(jar) + " " + Files.size(jar) : "no jar");
        String others = hash(List.of(
                System.getProperty("java.home"),
                System.getProperty("java.vm.version"),
                machine.sparkHome(),
                machine.sparkConf()));
        return new ClassArchive(jar.resolveSibling(PREFIX + build + "-" + others + SUFFIX), PREFIX + build);
    }

    private static String hash(Object all) {
        return HexFormat.of().formatHex(Sha256.digest().digest(all.toString().getBytes(StandardCharsets.UTF_8)), 0, 8);
    }

    /** Whether the class path has jars only: Java archives no classes if a folder with files is on it. */
    static boolean isPossible(Machine machine) throws IOException {
        if (FOLDERS.stream().anyMatch(variable -> machine.variable(variable).isPresent())) {
            return false;
        }
        // The script sets SPARK_CONF_DIR always; Convoy's own Spark has no such folder.
        Path conf = machine.sparkConf();
        if (!Files.isDirectory(conf)) {
            return true;
        }
        try (Stream<Path> files = Files.list(conf)) {
            return files.findAny().isEmpty();
        }
    }

    /** Whether it need not be made now: it is there, or making it has failed within a day. */
    boolean isTried() throws IOException {
        return Files.exists(file)
                && (Files.size(file) > 0
                        || Files.getLastModifiedTime(file)
                                .toInstant()
                                .isAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    }

    /** Whether a file is an archive of another build. */
    boolean isOutdated(Path other) {
        String name = other.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX) && !name.startsWith(build);
    }

    /** Returns the Java options that use the archive; none if there is no archive. */
    List<String> options() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) == 0) {
            return List.of();
        }
        return List.of(
                "-XX:SharedArchiveFile=" + file,
                // Otherwise Java would print on the console why it ignores an archive.
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off");
    }
}
