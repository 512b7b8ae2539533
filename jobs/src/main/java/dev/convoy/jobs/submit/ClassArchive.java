package dev.convoy.jobs.submit;

import dev.convoy.base.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * A file of classes that are parsed already, which Java maps into memory instead of reading them from jars one by one
 * (class data sharing). It holds for one build of Convoy, one Spark and one Java. Java checks that too, and starts
 * without an archive that is of other jars, of another Java, or incomplete.
 *
 * @param file where it is, once it is made; an empty file if it cannot be made
 */
record ClassArchive(Path file) {
    static final String PREFIX = "classes-";
    static final String SUFFIX = ".jsa";

    /** Returns the archive for this machine's jars, whether it is made or not. */
    static ClassArchive of(Machine machine) throws IOException {
        Path jar = machine.jar();
        List<Object> holdsFor = List.of(
                System.getProperty("java.home"),
                System.getProperty("java.vm.version"),
                machine.sparkHome(),
                Files.exists(jar) ? Files.getLastModifiedTime(jar) + " " + Files.size(jar) : "no jar",
                machine.variable(Planner.CLASS_PATH),
                machine.variable("SPARK_CONF_DIR"),
                machine.variable("HADOOP_CONF_DIR"),
                machine.variable("YARN_CONF_DIR"));
        byte[] hash = Sha256.digest().digest(holdsFor.toString().getBytes(StandardCharsets.UTF_8));
        return new ClassArchive(jar.resolveSibling(PREFIX + HexFormat.of().formatHex(hash, 0, 8) + SUFFIX));
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
