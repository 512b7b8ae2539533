package dev.convoy.jobs.submit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The process to start: Spark's own script where there is one, otherwise the command that the script would start.
 *
 * @param environment variables that it needs
 */
record SparkSubmitCommand(Map<String, String> environment, List<String> command) {
    private static final String MAIN = "org.apache.spark.deploy.SparkSubmit";
    private static final String OPTIONS = "SPARK_SUBMIT_OPTS";

    static SparkSubmitCommand of(SubmitPlan plan, Machine machine) {
        Map<String, String> environment = new TreeMap<>(plan.environment());
        Path script = machine.sparkHome().resolve("bin/spark-submit");
        if (!Files.isExecutable(script)) {
            return new SparkSubmitCommand(environment, asTheScriptDoes(plan, machine));
        }
        StringBuilder options = new StringBuilder(machine.variable(OPTIONS).orElse(""));
        plan.javaOptions().forEach(option -> options.append(' ').append(quoted(option)));
        environment.put(OPTIONS, options.toString().strip());
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(plan.arguments());
        return new SparkSubmitCommand(environment, command);
    }

    /** Returns the command that Spark's script would start. */
    static List<String> asTheScriptDoes(SubmitPlan plan, Machine machine) {
        List<String> arguments = new ArrayList<>(List.of(MAIN));
        arguments.addAll(plan.arguments());
        // The launcher prints a line, then the command, argument by argument, each ended by a zero byte.
        List<String> command = new ArrayList<>(
                List.of(output(arguments).strip().replaceFirst("^\0\\s*", "").split("\0")));
        int main = command.indexOf(MAIN);
        if (main > 0) {
            command.addAll(main, plan.javaOptions());
        }
        if (plan.environment().containsKey(Planner.CLASS_PATH)) {
            // The launcher has read the variable as it was.
            int classPath = command.indexOf("-cp") + 1;
            command.set(classPath, command.get(classPath) + ":" + machine.jar());
        }
        return command;
    }

    /** Runs Spark's launcher, whose only entry point is the main method of a class that is not public. */
    private static String output(List<String> arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        try {
            Method main = Class.forName("org.apache.spark.launcher.Main").getMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) arguments.toArray(String[]::new));
            System.out.flush();
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Spark's launcher cannot be called", e);
        } finally {
            System.setOut(out);
        }
    }

    /** Quotes an option as Spark's launcher expects it if it has spaces. */
    static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
