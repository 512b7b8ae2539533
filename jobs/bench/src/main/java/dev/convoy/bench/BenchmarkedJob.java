package dev.convoy.bench;

import dev.convoy.driver.config.JobConfig;

/** The job that a benchmark ran. */
record BenchmarkedJob(String model, int batchSize, int workers, int averagingFrequency, String master) {
    static BenchmarkedJob of(String model, JobConfig config, String master) {
        return new BenchmarkedJob(
                model,
                config.train().batchSize(),
                config.train().averaging().workers(),
                config.train().averaging().frequency().last().steps(),
                master);
    }
}
