package dev.convoy.jobs.submit;

import dev.convoy.jobs.ExitCode;
import dev.convoy.jobs.Failures;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Tells {@code submit.sh} what to start. Its output is a list of texts, each ended by a zero byte: {@code exec} or
 * {@code print}; a properties file to remove once it is open, or nothing; variables as {@code NAME=value}; nothing; the
 * command, argument by argument.
 */
public final class Launcher {
    /** The path by which the command reads the properties file, which is removed before the command starts. */
    private static final String OPEN_FILE = "/dev/fd/9";

    private Launcher() {}

    public static void main(String[] arguments) {
        System.exit(reportErrors(
                () -> {
                    List<String> output = output(List.of(arguments), Machine.here());
                    // The encoding in which Java has read the arguments.
                    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"));
                    try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset)) {
                        output.forEach(text -> out.append(text).append('\0'));
                    }
                    return ExitCode.DONE;
                },
                System.err));
    }

    /** The work of a main method. */
    interface Work {
        int run() throws IOException, InterruptedException;
    }

    /** Returns the exit code, after a line on the console if the work has failed. */
    static int reportErrors(Work work, PrintStream console) {
        try {
            return work.run();
        } catch (Throwable e) {
            // Errors too, such as those of class loading.
            console.println("error: " + Failures.oneLine(e));
            return Failures.code(e);
        }
    }

    private static List<String> output(List<String> arguments, Machine machine)
            throws IOException, InterruptedException {
        Planner planner = new Planner(arguments, machine);
        planner.checkBenchmarks();
        if (planner.isClusterMode() && !planner.isDryRun()) {
            return script("exec", "", Map.of(), waiting(arguments, machine));
        }
        Path folder = machine.temporaryFolder();
        if (planner.isDryRun()) {
            return output("print", planner.plan(Scratch.imagined(folder), "RANDOM"), machine);
        }
        if (planner.wantsClassArchive()) {
            new ClassArchiver(machine, System.err).make(ClassArchive.of(machine));
        }
        Scratch.Real scratch = new Scratch.Real(folder);
        try {
            return output("exec", planner.plan(scratch, UUID.randomUUID().toString()), machine);
        } catch (IOException | RuntimeException | Error e) {
            scratch.close();
            throw e;
        }
    }

    private static List<String> output(String how, SubmitPlan plan, Machine machine) {
        plan.notes().forEach(System.err::println);
        SparkSubmitCommand command = SparkSubmitCommand.of(plan, machine);
        String properties = plan.properties().map(Path::toString).orElse("");
        List<String> words = command.command().stream()
                .map(word -> !word.isEmpty() && word.equals(properties) ? OPEN_FILE : word)
                .toList();
        return script(how, how.equals("exec") ? properties : "", command.environment(), words);
    }

    private static List<String> script(
            String how, String properties, Map<String, String> environment, List<String> command) {
        List<String> output = new ArrayList<>(List.of(how, properties));
        environment.forEach((name, value) -> output.add(name + "=" + value));
        output.add("");
        output.addAll(command);
        return output;
    }

    /** Returns the command of the process that submits, waits and reports how the driver ended. */
    private static List<String> waiting(List<String> arguments, Machine machine) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
        String classPath = String.join(
                ":",
                Stream.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")
                        .flatMap(name -> machine.variable(name).stream())
                        .toList());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp"));
        command.add(Stream.of(
                        classPath,
                        machine.jar().toString(),
                        machine.sparkHome().resolve("jars") + "/*",
                        machine.variable("SPARK_DIST_CLASSPATH").orElse(""))
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow());
        command.add(ClusterSubmission.class.getName());
        command.addAll(arguments);
        return command;
    }
}
