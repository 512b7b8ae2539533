package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;

/** The requirements of cluster deploy mode, checked by the launcher and again by the driver. */
public final class ClusterMode {
    private ClusterMode() {}

    /** @throws InvalidInputException if the run's folder would be on the driver's machine, where nobody finds it */
    public static void requireRunFolder(JobConfig config) {
        if (config.run().dir().isEmpty()) {
            throw new InvalidInputException(
                    "run.dir must be set in cluster deploy mode, where the driver runs on another machine",
                    "nothing",
                    "Add -D run.dir=FOLDER, on a file system that all machines see.");
        }
    }

    /** Returns the refusal of a sweep, whose file is on the submitting machine only. */
    public static InvalidInputException refusedSweep() {
        return new InvalidInputException(
                "a sweep's driver must run where its file is", "cluster deploy mode", "Use --deploy-mode client.");
    }
}
