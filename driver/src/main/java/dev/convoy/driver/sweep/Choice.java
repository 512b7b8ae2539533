package dev.convoy.driver.sweep;

import dev.convoy.base.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** The values that a sweep may give a key. */
public sealed interface Choice {
    /** Returns the number of different values; {@code Long.MAX_VALUE} if they cannot be counted. */
    long count();

    /**
     * Returns a value, as for {@code -D}.
     *
     * @param share position among the values, from 0 to less than 1
     */
    String at(double share);

    /** Describes the choice as in a sweep's file. */
    String describe();

    /** @param values as for {@code -D} */
    record Values(List<String> values) implements Choice {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public long count() {
            return values.size();
        }

        @Override
        public String at(double share) {
            return values.get((int) (share * values.size()));
        }

        @Override
        public String describe() {
            return "[" + String.join(", ", values) + "]";
        }
    }

    /** How the numbers of a range are spread. */
    enum Scale {
        LINEAR,
        LOG,
        INT
    }

    /**
     * Numbers from {@code min} to {@code max}. Those that are not whole have four digits, so that they can be typed again.
     */
    record Range(double min, double max, Scale scale) implements Choice {
        private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
        private static final double MOST_WHOLE = 1L << 53;

        public Range {
            if (!(min < max && Double.isFinite(min) && Double.isFinite(max))) {
                throw new InvalidInputException(
                        "a range of sweep.keys must have min < max", text(min, max), "Correct one of them.");
            }
            if (scale == Scale.LOG && min <= 0) {
                throw new InvalidInputException(
                        "a range of sweep.keys with scale = log must have min > 0", text(min, max), "Raise min.");
            }
            boolean isWhole = min == Math.rint(min) && max == Math.rint(max);
            if (scale == Scale.INT && !(isWhole && Math.max(Math.abs(min), Math.abs(max)) < MOST_WHOLE)) {
                throw new InvalidInputException(
                        "a range of sweep.keys with scale = int must have whole min and max",
                        text(min, max),
                        "Use whole numbers, or scale = linear.");
            }
        }

        private static String text(double min, double max) {
            return "{min = " + min + ", max = " + max + "}";
        }

        @Override
        public long count() {
            return scale == Scale.INT ? (long) (max - min) + 1 : Long.MAX_VALUE;
        }

        @Override
        public String at(double share) {
            // StrictMath has the same bits on every machine.
            return switch (scale) {
                case INT -> Long.toString((long) (min + Math.floor(share * (max - min + 1))));
                case LINEAR -> rounded(min + share * (max - min));
                case LOG ->
                    rounded(StrictMath.exp(StrictMath.log(min) + share * (StrictMath.log(max) - StrictMath.log(min))));
            };
        }

        private String rounded(double value) {
            double near = new BigDecimal(value).round(DIGITS).doubleValue();
            return Double.toString(Math.min(max, Math.max(min, near)));
        }

        @Override
        public String describe() {
            return "{min = " + min + ", max = " + max + ", scale = "
                    + scale.name().toLowerCase(Locale.ROOT) + "}";
        }
    }
}
