package dev.convoy.jobs.submit.arguments;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The user's arguments of spark-submit, in every spelling that it accepts.
 *
 * @param raw the arguments as they were given
 * @param options options by their full names, with the last value of each; {@code --conf} is in the properties
 * @param properties properties that options and {@code --conf} set, by Spark's keys
 */
public record SparkArguments(List<String> raw, Map<String, String> options, Map<String, String> properties) {
    /** The property that each option sets. */
    public static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("--master", "spark.master"),
            Map.entry("--deploy-mode", "spark.submit.deployMode"),
            Map.entry("--driver-memory", "spark.driver.memory"),
            Map.entry("--driver-cores", "spark.driver.cores"),
            Map.entry("--driver-java-options", "spark.driver.extraJavaOptions"),
            Map.entry("--driver-library-path", "spark.driver.extraLibraryPath"),
            Map.entry("--driver-class-path", "spark.driver.extraClassPath"),
            Map.entry("--executor-memory", "spark.executor.memory"),
            Map.entry("--executor-cores", "spark.executor.cores"),
            Map.entry("--total-executor-cores", "spark.cores.max"),
            Map.entry("--num-executors", "spark.executor.instances"),
            Map.entry("--queue", "spark.yarn.queue"),
            Map.entry("--name", "spark.app.name"),
            Map.entry("--files", "spark.files"),
            Map.entry("--jars", "spark.jars"),
            Map.entry("--archives", "spark.archives"),
            Map.entry("--principal", "spark.kerberos.principal"),
            Map.entry("--keytab", "spark.kerberos.keytab"));

    /** Spark's launcher turns these into {@code --conf}, so that the last of both spellings wins. */
    private static final Set<String> SAME_AS_CONF =
            Set.of("--driver-memory", "--driver-java-options", "--driver-library-path", "--driver-class-path");

    public static SparkArguments parse(List<String> arguments, SparkOptions known) {
        Map<String, String> options = new LinkedHashMap<>();
        Map<String, String> conf = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (equals < 0 && known.isSwitch(name)) {
                options.put(known.fullName(name), "true");
                continue;
            }
            if (!known.takesValue(name)) {
                throw new InvalidInputException(
                        "only options of spark-submit may follow --", argument, "Put the job's own options before --.");
            }
            if (equals < 0 && i + 1 == arguments.size()) {
                throw new InvalidInputException(name + " of spark-submit needs a value", "nothing", "Add it.");
            }
            String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            String option = known.fullName(name);
            if (option.equals("--conf")) {
                putConf(conf, value);
            } else if (SAME_AS_CONF.contains(option)) {
                conf.put(PROPERTIES.get(option), value);
            } else {
                options.put(option, value);
            }
        }
        options.forEach((option, value) -> {
            if (PROPERTIES.containsKey(option)) {
                conf.put(PROPERTIES.get(option), value);
            }
        });
        return new SparkArguments(List.copyOf(arguments), options, conf);
    }

    private static void putConf(Map<String, String> conf, String value) {
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new InvalidInputException(
                    "--conf of spark-submit takes key=value",
                    value,
                    "To name a file with the job's own keys, put --conf before --.");
        }
        conf.put(value.substring(0, equals), value.substring(equals + 1));
    }

    public Optional<String> propertiesFile() {
        return Optional.ofNullable(options.get("--properties-file"));
    }

    /** Whether the program is the user's own and not one of Convoy's verbs. */
    public boolean isOtherProgram() {
        return options.containsKey("--class");
    }

    /** Returns the arguments followed by others, which take precedence. */
    public List<String> followedBy(List<String> more) {
        List<String> all = new ArrayList<>(raw);
        all.addAll(more);
        return all;
    }
}
