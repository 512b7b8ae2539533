package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;

/** Turns a round's average into the parameters that the next round starts from. A pure function. */
public sealed interface OuterOptimizer permits PlainAverage, NesterovAverage {
    /**
     * @param start parameters that the round started from
     * @param average average of the parameters that the workers ended with, of the same type and length
     * @param momentum momentum of the previous steps; of length 0 before the first
     */
    Step step(FlatVector start, FlatVector average, FlatVector momentum);

    /** Parameters for the next round, and the momentum for its step. */
    record Step(FlatVector parameters, FlatVector momentum) {}
}
