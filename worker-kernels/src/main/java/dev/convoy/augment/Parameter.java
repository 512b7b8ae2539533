package dev.convoy.augment;

import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;

/**
 * A parameter of an augmentation: a number or a range.
 *
 * @param standard its value unless another is given: one number, or the ends of a range; empty if it must be given
 * @param isRange whether it is a range
 * @param rule what {@code allows} says, in words
 * @param allows whether a number is allowed
 */
record Parameter(String name, List<Double> standard, boolean isRange, String rule, DoublePredicate allows) {
    /** Returns a number above 0 and up to {@code max}, which must be given. */
    static Parameter required(String name, double max) {
        String rule = "a number above 0 and up to " + text(max);
        return new Parameter(name, List.of(), false, rule, value -> value > 0 && value <= max);
    }

    /** Returns a number from {@code min} to {@code max}. */
    static Parameter number(String name, double standard, double min, double max) {
        String rule = "a number from " + text(min) + " to " + text(max);
        return new Parameter(name, List.of(standard), false, rule, value -> value >= min && value <= max);
    }

    /** Returns a number above 0. */
    static Parameter positive(String name, double standard) {
        return new Parameter(
                name, List.of(standard), false, "a number above 0", value -> value > 0 && Double.isFinite(value));
    }

    /** Returns a whole number from {@code min} to {@code max}. */
    static Parameter whole(String name, int standard, int min, int max) {
        String rule = "a whole number from " + min + " to " + max;
        return new Parameter(
                name,
                List.of((double) standard),
                false,
                rule,
                value -> value >= min && value <= max && value == Math.rint(value));
    }

    /** Returns a range of numbers above 0 and up to {@code max}. */
    static Parameter range(String name, double low, double high, double max) {
        String rule = "a range [low, high] with 0 < low <= high" + (max == Double.MAX_VALUE ? "" : " <= " + text(max));
        return new Parameter(name, List.of(low, high), true, rule, value -> value > 0 && value <= max);
    }

    /** @throws InvalidInputException unless the numbers are allowed; a number alone is not a range */
    void check(String augmentation, List<Double> given) {
        boolean rightCount = given.size() == (isRange ? 2 : 1);
        boolean inOrder = !rightCount || !isRange || given.get(0) <= given.get(1);
        if (!rightCount || !inOrder || !given.stream().allMatch(allows::test)) {
            throw new InvalidInputException(
                    name + " of " + augmentation + " in train.augment must be " + rule,
                    given.isEmpty() ? "nothing" : text(given),
                    standard.isEmpty() ? "Give a number." : "The default is " + text(standard) + ".");
        }
    }

    /** Returns a value as it is written in a configuration. */
    static String text(List<Double> value) {
        return value.size() == 1
                ? text(value.get(0))
                : value.stream().map(Parameter::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(double value) {
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return isWhole ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
