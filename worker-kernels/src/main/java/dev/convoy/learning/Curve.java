package dev.convoy.learning;

import java.io.Serializable;
import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * A factor of the learning rate by the number of updates before it. Where a curve runs from one update to another, p is
 * the share of them that is done, 0 to 1, and p stays 1 after the last.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
public sealed interface Curve extends Serializable {
    /** @param iteration number of updates before this one */
    double factor(int iteration);

    /** The factor is 1. */
    record Constant() implements Curve {
        @JsonCreator
        public Constant {}

        @Override
        public double factor(int iteration) {
            return 1;
        }
    }

    /** The factor is multiplied by {@code factor} at each of the updates {@code at}. */
    record Steps(@JsonProperty("at") List<Integer> at, @JsonProperty("factor") double factor) implements Curve {
        @JsonCreator
        public Steps {
            at = List.copyOf(at);
        }

        @Override
        public double factor(int iteration) {
            return StrictMath.pow(factor, (double)
                    at.stream().filter(step -> step <= iteration).count());
        }
    }

    /**
     * Half a cosine, {@code end + (1 − end) · (1 + cos(π · p)) / 2}: Loshchilov and Hutter, "SGDR: Stochastic gradient
     * descent with warm restarts" (2017), without restarts.
     */
    record Cosine(@JsonProperty("from") int from, @JsonProperty("to") int to, @JsonProperty("end") double end)
            implements Curve {
        @JsonCreator
        public Cosine {}

        @Override
        public double factor(int iteration) {
            return between(1, end, share(from, to, iteration));
        }
    }

    /** {@code end + (1 − end) · (1 − p)^power}; linear with a power of 1. */
    record Polynomial(
            @JsonProperty("from") int from,
            @JsonProperty("to") int to,
            @JsonProperty("power") double power,
            @JsonProperty("end") double end)
            implements Curve {
        @JsonCreator
        public Polynomial {}

        @Override
        public double factor(int iteration) {
            return end + (1 - end) * StrictMath.pow(1 - share(from, to, iteration), power);
        }
    }

    /**
     * Up from 1/25 to 1 and down to 1/250,000, each along half a cosine: Smith and Topin, "Super-convergence" (2018),
     * with the numbers of PyTorch's {@code OneCycleLR}. The momentum stays as it is.
     *
     * @param top the update at which the factor is 1
     * @param last the last update
     */
    record OneCycle(@JsonProperty("top") double top, @JsonProperty("last") double last) implements Curve {
        private static final double START = 1 / 25.0;
        private static final double END = START / 1e4;

        @JsonCreator
        public OneCycle {}

        @Override
        public double factor(int iteration) {
            return iteration < top
                    ? between(START, 1, share(0, top, iteration))
                    : between(1, END, share(top, last, iteration));
        }
    }

    private static double share(double from, double to, int iteration) {
        return from < to ? Math.max(0, Math.min(1, (iteration - from) / (to - from))) : 1;
    }

    /** Half a cosine from one value to another. */
    private static double between(double start, double end, double share) {
        return end + (start - end) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }
}
