package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sweep's file: the section {@code sweep}, and the keys of a job that all its trials share. */
public final class SweepFile {
    static final String SECTION = "sweep";

    private final ConfigLoader loader = new ConfigLoader();
    private final Config shared;
    private final List<String> overrides = new ArrayList<>();
    private final JobConfig job;
    private final SweepSettings settings;

    /**
     * Reads the file.
     *
     * @param given {@code key=value} of {@code -D}, which override the file: a job's keys, or those of the sweep with
     *     {@code sweep.} before them
     * @throws InvalidInputException for whatever in it cannot be used
     */
    public SweepFile(File file, List<String> given) {
        Config whole = loader.parse("FILE", file);
        for (String override : given) {
            if (override.startsWith(SECTION + ".")) {
                whole = withOverride(whole, override);
            } else {
                overrides.add(override);
            }
        }
        shared = whole.withoutPath(SECTION);
        job = loader.load(shared, overrides);
        try {
            Config resolved = whole.withFallback(loader.reference()).resolve();
            if (!resolved.hasPath(SECTION)) {
                throw new InvalidInputException(
                        "a sweep's file must have a section sweep", file, "See docs/experiments.md.");
            }
            settings = new SweepKeys(resolved.getConfig(SECTION), loader)
                    .settings(job.train().epochs());
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    "the section sweep must be as docs/experiments.md describes it",
                    e.getMessage(),
                    "Correct the value it names.",
                    e);
        }
    }

    private static Config withOverride(Config whole, String override) {
        try {
            // The value is HOCON: these keys have lists and ranges, and no paths.
            return ConfigFactory.parseString(override).withFallback(whole);
        } catch (ConfigException e) {
            throw new InvalidInputException("-D takes key=value", override, "For example -D sweep.trials=12.", e);
        }
    }

    public SweepSettings settings() {
        return settings;
    }

    /** Returns the configuration that all trials share. Its {@code run.dir} is the folder of the sweep. */
    public JobConfig shared() {
        return job;
    }

    /**
     * Returns the configuration of a trial.
     *
     * @param folder its {@code run.dir}; empty for none
     * @throws InvalidInputException if the trial's values do not fit together
     */
    public JobConfig trial(Trial trial, Optional<String> folder) {
        List<String> all = new ArrayList<>(overrides);
        trial.keys().forEach((key, value) -> all.add(key + "=" + value));
        folder.ifPresent(path -> all.add("run.dir=" + path));
        return loader.load(shared, all);
    }
}
