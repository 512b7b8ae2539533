package dev.convoy.kernel;

/**
 * One step's update of neighbouring parameters that are treated alike, as numbers: with {@code g = gradient / divisor + l2
 * · p} and the change c that the rule makes of g, {@code p −= c + decay · p}.
 *
 * @param from the first, in the flattened vector
 * @param to behind the last
 * @param firstState where the first vector of the updater's state starts for them
 * @param secondState the same for the second
 * @param first the rule's first constant
 * @param second the rule's second constant
 * @param epsilon the rule's smallest divisor
 */
public record SegmentUpdate(
        Rule rule,
        int from,
        int to,
        int firstState,
        int secondState,
        float divisor,
        float l2,
        float decay,
        float rate,
        float first,
        float second,
        float epsilon) {
    public enum Rule {
        /** {@code c = g}: running statistics, whose "gradient" is their change. */
        SUBTRACT,
        /** {@code c = rate · g}. */
        SGD,
        /** {@code v' = first · v − rate · g; c = first · v − (1 + first) · v'}. */
        NESTEROVS,
        /** {@code s' = first · s + (1 − first) · g²; c = rate · g / (√s' + epsilon)}. */
        RMS_PROP,
        /** {@code m' = first · m + (1 − first) · g; v' = second · v + (1 − second) · g²; c = rate · m' / (√v' + epsilon)}. */
        ADAM
    }
}
