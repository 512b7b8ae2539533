package dev.convoy.driver.plan;

import java.util.stream.IntStream;

/**
 * The examples of a window by class. Draw {@code i} takes class {@code i mod C} of the window's C classes, in an order that
 * is drawn again for each C draws. The examples of a class follow each other in random order, all of them before one comes
 * again. So all classes are drawn equally often up to one draw, and so are the examples of a class.
 */
final class ClassTable {
    /** Purposes of random values. */
    private static final int CLASSES = 0;

    private static final int EXAMPLES = 1;

    private final long seed;
    /** Indices of the window's examples, ordered by class. */
    private final int[] examples;
    /** Where each class that has examples starts among them, followed by their number. */
    private final int[] starts;

    /** @param classes class, from 0, of each example of the window */
    ClassTable(long seed, int[] classes) {
        this.seed = seed;
        int[] ends = new int[IntStream.of(classes).max().orElse(0) + 1];
        for (int one : classes) {
            ends[one]++;
        }
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        this.starts =
                IntStream.concat(IntStream.of(0), IntStream.of(ends)).distinct().toArray();
        this.examples = new int[classes.length];
        for (int i = classes.length - 1; i >= 0; i--) {
            examples[--ends[classes[i]]] = i;
        }
    }

    /** Returns the index of the example that a draw takes, both from 0. */
    int draw(long draw) {
        int classes = starts.length - 1;
        long round = draw / classes;
        int one = (int) new KeyedPermutation(Seeds.derive(seed, CLASSES, round), classes).at(draw % classes);
        int count = starts[one + 1] - starts[one];
        long inOrder = new KeyedPermutation(Seeds.derive(seed, EXAMPLES, one, round / count), count).at(round % count);
        return examples[starts[one] + (int) inOrder];
    }
}
