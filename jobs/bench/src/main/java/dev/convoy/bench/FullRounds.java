package dev.convoy.bench;

import dev.convoy.driver.plan.AveragingFrequency;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;

/** Any number of rounds for a benchmark: repeats the rounds of one epoch, without those that are shorter. */
record FullRounds(Plan plan) {
    /** Returns round {@code number}, from 0, of τ steps. */
    Round at(int number) {
        AveragingFrequency.Phase last = plan.averagingFrequency().last();
        // Each epoch before this one has at least one round of the warm-up, so that this one has none left.
        int epoch = Math.max(plan.warmupRounds(), last.fromEpoch());
        // An epoch's last round may be short.
        int full = Math.max(1, plan.rounds(epoch) - 1);
        return new Round(epoch, number % full, number, number * last.steps());
    }
}
