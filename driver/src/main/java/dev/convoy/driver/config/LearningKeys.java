package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.config.ScheduleChoice.Span;
import dev.convoy.worker.StepRule;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads the keys of {@code train} that {@link Learning} holds. */
final class LearningKeys {
    private static final String MILESTONES = "train.schedule.milestones";
    private static final String MIN_IMPROVEMENT = "train.early-stopping.min-improvement";

    private LearningKeys() {}

    static Learning of(Config config) {
        int workers = config.getInt("train.workers");
        return new Learning(
                new UpdaterChoice(
                        config.getString("train.updater"),
                        number(config, "train.learning-rate"),
                        number(config, "train.momentum"),
                        number(config, "train.weight-decay"),
                        config.getBoolean("train.scale-learning-rate") ? workers : 1),
                schedule(config),
                new StepRule(
                        limit(config, "train.gradient-clipping.norm"),
                        limit(config, "train.gradient-clipping.value"),
                        accumulation(config)),
                number(config, "train.ema"),
                config.getBoolean("train.recompute-statistics"),
                whole(config, "train.early-stopping.patience"));
    }

    static JobConfig.Checkpoint checkpoint(Config config) {
        return new JobConfig.Checkpoint(
                config.getInt("checkpoint.every-rounds"),
                config.getInt("checkpoint.keep"),
                BestBy.of(config.getString("checkpoint.best-by"), config.getDouble(MIN_IMPROVEMENT)));
    }

    private static ScheduleChoice schedule(Config config) {
        return new ScheduleChoice(
                config.getString("train.schedule.type"),
                Span.of("train.schedule.warmup", config.getString("train.schedule.warmup")),
                whole(config, "train.schedule.epochs"),
                new ScheduleChoice.Form(
                        milestones(config),
                        number(config, "train.schedule.factor"),
                        number(config, "train.schedule.power"),
                        number(config, "train.schedule.end"),
                        number(config, "train.schedule.peak")));
    }

    /** -D gives text. */
    private static List<Double> milestones(Config config) {
        if (config.getValue(MILESTONES).valueType() == ConfigValueType.LIST) {
            return config.getDoubleList(MILESTONES);
        }
        String text = config.getString(MILESTONES);
        try {
            return ConfigFactory.parseString("list = " + text).getDoubleList("list");
        } catch (ConfigException e) {
            throw new InvalidInputException(
                    MILESTONES + " must be a list of numbers", text, "For example [100, 150].", e);
        }
    }

    private static double limit(Config config, String key) {
        double limit = number(config, key).orElse(Double.POSITIVE_INFINITY);
        if (!(limit > 0)) {
            throw new InvalidInputException(key + " must be > 0", limit, "Try 1.");
        }
        return limit;
    }

    private static int accumulation(Config config) {
        int parts = config.getInt("train.accumulation");
        if (parts < 1) {
            throw new InvalidInputException("train.accumulation must be >= 1", parts, "Try 1, which is none.");
        }
        return parts;
    }

    static OptionalDouble number(Config config, String path) {
        return config.getIsNull(path) ? OptionalDouble.empty() : OptionalDouble.of(config.getDouble(path));
    }

    static OptionalInt whole(Config config, String path) {
        return config.getIsNull(path) ? OptionalInt.empty() : OptionalInt.of(config.getInt(path));
    }
}
