package dev.convoy.jobs.job;

import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every verb that runs a job. */
public final class JobOptions {
    @Option(names = "--conf", paramLabel = "FILE", description = "HOCON file with the job's keys")
    private File file;

    @Option(names = "-D", paramLabel = "key=value", description = "Sets one key of reference.conf")
    private final List<String> overrides = new ArrayList<>();

    /** @param defaults {@code key=value} that the verb presets; -D overrides them */
    public JobConfig load(String... defaults) {
        List<String> all = new ArrayList<>(List.of(defaults));
        all.addAll(overrides);
        return load(all);
    }

    /** @param options {@code key=value} of the verb's own options, which override -D */
    public JobConfig loadWith(List<String> options) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(options);
        return load(all);
    }

    private JobConfig load(List<String> all) {
        return new ConfigLoader().load(Optional.ofNullable(file), all);
    }
}
