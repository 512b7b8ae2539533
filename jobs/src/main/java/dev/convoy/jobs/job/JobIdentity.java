package dev.convoy.jobs.job;

import dev.convoy.driver.average.NesterovAverage;
import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.config.ClassWeights;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.config.JobConfig.OuterChoice;
import dev.convoy.driver.config.Learning;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.driver.run.Redaction;
import dev.convoy.worker.StepRule;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The identity of a run: everything that its bits depend on, by key. What is not used is left out, so that run folders of
 * older versions, which did not know it, are still accepted.
 */
final class JobIdentity {
    private JobIdentity() {}

    /** @return values by key, in an order in which the first difference is the one to name */
    static Map<String, String> of(JobConfig config, WorkerSpec job, OuterOptimizer outer, JobData data) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("data.train", data.train().fingerprint());
        identity.put("data.test", data.fingerprint(Split.TEST));
        identity.put("train.seed", Long.toString(config.train().seed()));
        identity.put(
                "train.workers", Integer.toString(config.train().averaging().workers()));
        config.train()
                .averaging()
                .tasks()
                .gpuWorkers()
                .ifPresent(count -> identity.put("train.gpu-workers", Integer.toString(count)));
        identity.put(
                "train.averaging-frequency",
                config.train().averaging().frequency().text());
        config.train().freezeUntil().ifPresent(layer -> identity.put("train.freeze-until", layer));
        if (config.train().averaging().warmupRounds() > 0) {
            identity.put(
                    "train.averaging-warmup-rounds",
                    Integer.toString(config.train().averaging().warmupRounds()));
        }
        if (outer instanceof NesterovAverage nesterov) {
            identity.put("train.outer.optimizer", OuterChoice.NESTEROV);
            identity.put("train.outer.learning-rate", Double.toString(nesterov.learningRate()));
            identity.put("train.outer.momentum", Double.toString(nesterov.momentum()));
        }
        identity.putAll(of(config.train().learning(), config.train().epochs()));
        if (!config.checkpoint().bestBy().key().equals(BestBy.ACCURACY.key())) {
            identity.put("checkpoint.best-by", config.checkpoint().bestBy().key());
        }
        identity.putAll(data.identity());
        identity.put("train.batch-size", Integer.toString(config.train().batchSize()));
        if (config.train().balance().sampling() == Sampling.BALANCED) {
            identity.put("train.sampling", "balanced");
        }
        if (!config.train().balance().weights().equals(ClassWeights.OWN)) {
            identity.put(
                    "train.class-weights", config.train().balance().weights().text());
        }
        identity.put("train.label-smoothing", Double.toString(config.train().labelSmoothing()));
        identity.put("kernel.precision", config.kernel().precision().key());
        // Last, because its hash changes with the seed too, and the first difference is the one that is named.
        identity.put(
                "model",
                Redaction.of(config.model()) + ":"
                        + Preparation.sha256(job.modelJson().getBytes(StandardCharsets.UTF_8)));
        return identity;
    }

    /** The updater is a part of the model, but a schedule that differs is to be named. */
    private static Map<String, String> of(Learning learning, int epochs) {
        Map<String, String> identity = new LinkedHashMap<>();
        learning.schedule().identity(epochs).ifPresent(schedule -> identity.put("train.schedule", schedule));
        learning.ema().ifPresent(decay -> identity.put("train.ema", Double.toString(decay)));
        if (learning.recomputes()) {
            identity.put("train.recompute-statistics", "true");
        }
        StepRule step = learning.step();
        if (step.parts() > 1) {
            identity.put("train.accumulation", Integer.toString(step.parts()));
        }
        if (Double.isFinite(step.maxNorm())) {
            identity.put("train.gradient-clipping.norm", Double.toString(step.maxNorm()));
        }
        if (Double.isFinite(step.maxValue())) {
            identity.put("train.gradient-clipping.value", Double.toString(step.maxValue()));
        }
        return identity;
    }
}
