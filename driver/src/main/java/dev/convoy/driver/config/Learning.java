package dev.convoy.driver.config;

import dev.convoy.base.InvalidInputException;
import dev.convoy.worker.StepRule;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How gradients become weights.
 *
 * @param step limits of gradients, and minibatches for an update
 * @param ema decay of the moving average of the weights; empty for none
 * @param recomputes whether the statistics of batch normalization are computed anew at the end
 * @param patience epochs without improvement after which training ends; empty for never
 */
public record Learning(
        UpdaterChoice updater,
        ScheduleChoice schedule,
        StepRule step,
        OptionalDouble ema,
        boolean recomputes,
        OptionalInt patience) {
    public Learning {
        double decay = ema.orElse(0.5);
        if (!(decay > 0 && decay < 1)) {
            throw new InvalidInputException("train.ema must be > 0 and < 1", decay, "Try 0.999.");
        }
        if (patience.orElse(1) < 1) {
            throw new InvalidInputException(
                    "train.early-stopping.patience must be >= 1", patience.getAsInt(), "Try 10 epochs.");
        }
    }
}
