package dev.convoy.driver.config;

import com.typesafe.config.Config;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.config.ScheduleChoice.Span;
import dev.convoy.worker.StepRule;

/** Reads the keys of {@code train} that {@link Learning} holds. */
final class LearningKeys {
    private static final String MIN_IMPROVEMENT = "train.early-stopping.min-improvement";

    private LearningKeys() {}

    static Learning of(Config config) {
        int workers = Numbers.whole(config, "train.workers");
        return new Learning(
                new UpdaterChoice(
                        config.getString("train.updater"),
                        Numbers.numberIfGiven(config, "train.learning-rate"),
                        Numbers.numberIfGiven(config, "train.momentum"),
                        Numbers.numberIfGiven(config, "train.weight-decay"),
                        config.getBoolean("train.scale-learning-rate") ? workers : 1),
                schedule(config),
                new StepRule(
                        limit(config, "train.gradient-clipping.norm"),
                        limit(config, "train.gradient-clipping.value"),
                        accumulation(config)),
                Numbers.numberIfGiven(config, "train.ema"),
                config.getBoolean("train.recompute-statistics"),
                Numbers.wholeIfGiven(config, "train.early-stopping.patience"));
    }

    static JobConfig.Checkpoint checkpoint(Config config) {
        return new JobConfig.Checkpoint(
                Numbers.whole(config, "checkpoint.every-rounds"),
                Numbers.whole(config, "checkpoint.keep"),
                BestBy.of(config.getString("checkpoint.best-by"), Numbers.number(config, MIN_IMPROVEMENT)));
    }

    private static ScheduleChoice schedule(Config config) {
        return new ScheduleChoice(
                config.getString("train.schedule.type"),
                Span.of("train.schedule.warmup", config.getString("train.schedule.warmup")),
                Numbers.wholeIfGiven(config, "train.schedule.epochs"),
                new ScheduleChoice.Form(
                        Numbers.list(config, "train.schedule.milestones"),
                        Numbers.numberIfGiven(config, "train.schedule.factor"),
                        Numbers.numberIfGiven(config, "train.schedule.power"),
                        Numbers.numberIfGiven(config, "train.schedule.end"),
                        Numbers.numberIfGiven(config, "train.schedule.peak")));
    }

    private static double limit(Config config, String key) {
        double limit = Numbers.numberIfGiven(config, key).orElse(Double.POSITIVE_INFINITY);
        if (!(limit > 0)) {
            throw new InvalidInputException(key + " must be > 0", limit, "Try 1.");
        }
        return limit;
    }

    private static int accumulation(Config config) {
        int parts = Numbers.whole(config, "train.accumulation");
        if (parts < 1) {
            throw new InvalidInputException("train.accumulation must be >= 1", parts, "Try 1, which is none.");
        }
        return parts;
    }
}
