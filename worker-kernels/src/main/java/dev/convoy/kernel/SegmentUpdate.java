package dev.convoy.kernel;

/**
 * The update of one step for neighbouring parameters that follow one rule: with {@code g = gradient / divisor + l2 · p}
 * and the change c that the rule computes from g, {@code p −= c + weightDecay · p}.
 */
public record SegmentUpdate(Segment segment, Penalty penalty, Hyperparameters numbers) {
    /**
     * The range of the parameters, and where their optimizer state is.
     *
     * @param from the first parameter, in the flattened vector
     * @param to one past the last
     * @param firstMoment where their part of the first vector of the optimizer state starts
     * @param secondMoment where their part of the second vector starts
     */
    public record Segment(Rule rule, int from, int to, int firstMoment, int secondMoment) {}

    /**
     * Changes of the gradient before the rule, and of the parameters directly.
     *
     * @param divisor the number of examples in the minibatch, or 1 for a gradient that is not a sum over them
     */
    public record Penalty(float divisor, float l2, float weightDecay) {}

    /**
     * The rule's constants at this step.
     *
     * @param learningRate for Adam, it includes the correction of both moments
     * @param beta1 Adam's β₁, the momentum, or RMSProp's decay
     * @param beta2 Adam's β₂
     * @param epsilon added to the divisor
     */
    public record Hyperparameters(float learningRate, float beta1, float beta2, float epsilon) {}

    public Rule rule() {
        return segment.rule();
    }

    public enum Rule {
        /** {@code c = g}: used for running statistics, whose "gradient" is their change. */
        SUBTRACT,
        /** {@code c = learningRate · g}. */
        SGD,
        /** {@code v' = β₁ · v − learningRate · g; c = β₁ · v − (1 + β₁) · v'}. */
        NESTEROVS,
        /** {@code s' = β₁ · s + (1 − β₁) · g²; c = learningRate · g / (√s' + ε)}. */
        RMS_PROP,
        /** {@code m' = β₁ · m + (1 − β₁) · g; v' = β₂ · v + (1 − β₂) · g²; c = learningRate · m' / (√v' + ε)}. */
        ADAM,
        /** {@code v' = β₁ · v + learningRate · g; c = v'}: not computed by GPU kernels. */
        HEAVY_BALL
    }
}
