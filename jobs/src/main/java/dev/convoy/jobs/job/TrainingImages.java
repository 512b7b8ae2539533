package dev.convoy.jobs.job;

import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.plan.Plan;
import dev.convoy.kernel.graph.Model;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The training images of a job, without a cluster to train on.
 *
 * @param plan which images a minibatch has
 * @param classes names of the network's outputs
 */
public record TrainingImages(Plan plan, WorkerData.Examples examples, CacheSettings cache, List<String> classes) {
    /** @throws dev.convoy.base.InvalidInputException if the data or the model cannot be trained with these settings */
    public static TrainingImages of(JobConfig config, Configuration hadoop) throws IOException {
        JobData opened = JobData.open(config.data(), hadoop);
        LoadedModel loaded = Preparation.load(config, opened, hadoop);
        JobData data = opened.forModel(loaded.description());
        Model model = loaded.model();
        WorkerData workers = data.forWorkers(model, config.train(), 1);
        return new TrainingImages(
                Preparation.plan(config, data), workers.train(), workers.cache(), data.outputs(model.outputs()));
    }
}
