package dev.convoy.jobs.submit;

import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.config.ResolvedFile;
import dev.convoy.jobs.Main;
import dev.convoy.jobs.job.ClusterMode;
import dev.convoy.jobs.job.KeyedOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import picocli.CommandLine.ParseResult;

/**
 * A job whose driver runs in the cluster, as the submitting machine reads it: only that machine has argument files and
 * the file of {@code --conf}.
 *
 * @param arguments arguments of the job, with the content of argument files
 * @param file the resolved file of {@code --conf}
 * @param model a local file with the model
 * @param run folder of the run or dataset, next to which the driver writes its outcome
 */
record ClusterJob(List<String> arguments, Optional<ResolvedFile> file, Optional<Path> model, Optional<String> run) {
    private static final String CONF = "--conf";
    private static final String LOCAL = "file:";

    static ClusterJob of(List<String> arguments) {
        ParseResult parsed = Main.commandLine().parseArgs(arguments.toArray(String[]::new));
        ParseResult verb = parsed;
        while (verb.hasSubcommand()) {
            verb = verb.subcommand();
        }
        if (verb.commandSpec().name().equals("sweep") && !verb.isUsageHelpRequested()) {
            throw ClusterMode.refusedSweep();
        }
        List<String> expanded = new ArrayList<>(parsed.expandedArgs());
        if (verb.isUsageHelpRequested() || verb.commandSpec().findOption(CONF) == null) {
            return new ClusterJob(
                    expanded,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.ofNullable(verb.matchedOptionValue("--run", null)));
        }
        File conf = verb.matchedOptionValue(CONF, null);
        List<String> overrides = new ArrayList<>(verb.matchedOptionValue("-D", List.of()));
        if (verb.commandSpec().userObject() instanceof KeyedOptions own) {
            overrides.addAll(own.keyValues());
        }
        ConfigLoader loader = new ConfigLoader();
        JobConfig config = loader.load(Optional.ofNullable(conf), overrides);
        if (verb.commandSpec().name().equals("train")) {
            ClusterMode.requireRunFolder(config);
            config.run().requireTimeLeft();
            // The driver may run in another time zone, and may be started again.
            config.run().until().ifPresent(end -> expanded.add("-Dtrain.until=" + end));
        }
        boolean prepares = verb.commandSpec().name().equals("prepare");
        if (prepares) {
            config.prepare().requiredFrom();
        }
        Optional<Path> model = Optional.of(config.model())
                .filter(name -> name.startsWith(LOCAL))
                .map(name -> Path.of(StringUtils.removeStart(name.substring(LOCAL.length()), "//"))
                        .toAbsolutePath())
                .filter(Files::isRegularFile);
        Optional<ResolvedFile> file = Optional.ofNullable(conf).map(present -> loader.resolve(present, overrides));
        return new ClusterJob(
                expanded,
                file,
                model,
                prepares
                        ? Optional.of(config.prepare().requiredTo())
                        : Optional.<String>ofNullable(verb.matchedOptionValue("--run", null))
                                .or(config.run()::dir));
    }

    /**
     * Returns the arguments with {@code instead} in place of {@code --conf FILE}, before the overrides, which take
     * precedence.
     */
    List<String> withoutFile(List<String> instead) {
        List<String> result = new ArrayList<>();
        boolean inserted = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean file = argument.equals(CONF) || argument.startsWith(CONF + "=");
            if (!inserted && (file || argument.startsWith("-D"))) {
                result.addAll(instead);
                inserted = true;
            }
            if (!file) {
                result.add(argument);
            } else if (argument.equals(CONF)) {
                i++;
            }
        }
        return result;
    }
}
