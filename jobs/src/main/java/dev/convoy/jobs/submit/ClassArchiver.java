package dev.convoy.jobs.submit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Makes a {@link ClassArchive}: lists the classes that a short training loads in its driver and in an executor, and lets
 * Java archive them. What fails here only makes later starts slower: it is tried once a day.
 */
final class ClassArchiver {
    private static final long MOST_SECONDS = 120;

    private final Machine machine;
    private final PrintStream console;

    ClassArchiver(Machine machine, PrintStream console) {
        this.machine = machine;
        this.console = console;
    }

    /**
     * Makes the archive unless it was tried before, another process makes it, or its folder cannot be written to. The job
     * starts whatever happens.
     */
    void make(ClassArchive archive) throws InterruptedException {
        try {
            makeOnce(archive);
        } catch (IOException | RuntimeException e) {
            console.println("starts without an archive of classes: " + e.getMessage());
        }
    }

    private void makeOnce(ClassArchive archive) throws IOException, InterruptedException {
        Path folder = archive.file().getParent();
        if (archive.isTried() || !Files.isWritable(folder)) {
            return;
        }
        try (FileChannel file = FileChannel.open(
                        folder.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null || archive.isTried()) {
                return;
            }
            console.println("archiving Convoy's classes (half a minute; it shortens each later start)");
            Path scratch = Files.createTempDirectory(machine.temporaryFolder(), "convoy-classes-");
            // A hook, because a signal ends this process without a finally.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(scratch)));
            removeOutdated(archive);
            Path made = Files.createFile(scratch.resolve("archive"));
            try {
                archiveClasses(scratch, made);
            } catch (IOException | RuntimeException e) {
                console.println("starts without an archive of classes: " + e.getMessage());
                Files.write(made, new byte[0]);
            }
            Path unfinished = folder.resolve(archive.file().getFileName() + ".new");
            try {
                Files.copy(made, unfinished, StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel written = FileChannel.open(unfinished)) {
                    // Java does not read all of it at a start, and must not find holes that a lost machine has left.
                    written.force(true);
                }
                Files.move(unfinished, archive.file(), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    /** @param made where the archive is written; it stays as it is if there is none */
    private void archiveClasses(Path scratch, Path made) throws IOException, InterruptedException {
        Path driver = scratch.resolve("driver.list");
        Path executor = scratch.resolve("executor.list");
        SubmitPlan plan = new Planner(training(scratch, driver, executor), machine)
                .plan(Scratch.imagined(scratch), UUID.randomUUID().toString());
        List<String> training = SparkSubmitCommand.asTheScriptDoes(plan, machine);
        run(training, plan.environment(), scratch);
        Path all = scratch.resolve("all.list");
        Set<String> classes = new LinkedHashSet<>(Files.readAllLines(driver));
        classes.addAll(Files.readAllLines(executor));
        Files.write(all, classes);
        run(
                List.of(
                        training.get(0),
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + all,
                        "-XX:SharedArchiveFile=" + made,
                        "-cp",
                        training.get(training.indexOf("-cp") + 1)),
                Map.of(),
                scratch);
    }

    /** Returns the command line of a round of training on the sample, with a driver and an executor. */
    private static List<String> training(Path scratch, Path driver, Path executor) {
        List<String> line = new ArrayList<>(List.of("train"));
        Map.of(
                        "run.dir", scratch.resolve("run").toString(),
                        "train.epochs", "1",
                        "train.workers", "1",
                        "train.averaging-frequency", "1000")
                .forEach((key, value) -> line.addAll(List.of("-D", key + "=" + value)));
        line.addAll(List.of("--", "--master", "local-cluster[1,1,1024]", "--driver-java-options", listing(driver)));
        Map.of(
                        "spark.executor.extraJavaOptions", listing(executor),
                        "spark.local.dir", scratch.toString(),
                        "spark.eventLog.enabled", "false")
                .forEach((key, value) -> line.addAll(List.of("--conf", key + "=" + value)));
        return line;
    }

    private static String listing(Path file) {
        return SparkSubmitCommand.quoted("-XX:DumpLoadedClassList=" + file);
    }

    private static void run(List<String> command, Map<String, String> environment, Path scratch)
            throws IOException, InterruptedException {
        Path output = scratch.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("a step took more than " + MOST_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            String last = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .strip()
                    .replaceFirst("(?s).*\\n", "");
            throw new IOException("a step ended with " + process.exitValue() + ": " + last);
        }
    }

    /** Removes archives of earlier builds; processes that use one keep it. */
    private static void removeOutdated(ClassArchive archive) throws IOException {
        try (Stream<Path> files = Files.list(archive.file().getParent())) {
            for (Path file : files.filter(archive::isOutdated).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void cleanUp(Path scratch) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        FileUtils.deleteQuietly(scratch.toFile());
    }
}
