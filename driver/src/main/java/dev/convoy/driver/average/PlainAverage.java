package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;

/** Uses the average unchanged. */
public record PlainAverage() implements OuterOptimizer {
    @Override
    public Step step(FlatVector start, FlatVector average, FlatVector momentum) {
        return new Step(average, momentum);
    }
}
