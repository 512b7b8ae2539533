package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;

/** The average as it is: no arithmetic at all. */
public record PlainAverage() implements OuterOptimizer {
    @Override
    public Step step(FlatVector start, FlatVector average, FlatVector momentum) {
        return new Step(average, momentum);
    }
}
