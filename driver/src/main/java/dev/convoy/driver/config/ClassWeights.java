package dev.convoy.driver.config;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The key {@code train.class-weights}: what the loss of an example is multiplied by.
 *
 * @param balanced whether weights follow from the number of examples of each class
 * @param byName weights of some classes; the others have 1
 * @param inOrder weights of all classes
 */
public record ClassWeights(boolean balanced, Map<String, Double> byName, List<Double> inOrder) {
    static final String KEY = "train.class-weights";
    static final String BALANCED = "balanced";

    /** Keeps the weights of the model's own configuration, if it has some. */
    public static final ClassWeights OWN = new ClassWeights(false, Map.of(), List.of());

    /** @throws InvalidInputException for a weight that is not above 0 and finite */
    public ClassWeights {
        // In one order, for text().
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        inOrder = List.copyOf(inOrder);
        byName.forEach((name, weight) -> requireWeight(weight, "class " + name));
        for (int i = 0; i < inOrder.size(); i++) {
            requireWeight(inOrder.get(i), "number " + (i + 1));
        }
    }

    private static void requireWeight(double weight, String owner) {
        // As the engines use it.
        float used = (float) weight;
        if (!(used > 0 && Float.isFinite(used))) {
            throw new InvalidInputException(
                    KEY + " must be > 0 and finite",
                    weight + " for " + owner,
                    "To leave a class out, prepare without it.");
        }
    }

    /** Returns the key's value; not for {@link #OWN}. */
    public String text() {
        return balanced ? BALANCED : byName.isEmpty() ? inOrder.toString() : byName.toString();
    }

    /**
     * Returns the weights.
     *
     * @param classes names of the classes
     * @param counts number of training examples of each class
     * @return empty for those of the model's own configuration
     * @throws InvalidInputException if the weights do not belong to these classes, or a class has no examples and the
     *     weights depend on their number
     */
    public Optional<List<Double>> of(List<String> classes, List<Long> counts) {
        if (balanced) {
            return Optional.of(balanced(classes, counts));
        }
        if (!byName.isEmpty()) {
            return Optional.of(named(classes));
        }
        if (!inOrder.isEmpty() && inOrder.size() != classes.size()) {
            throw new InvalidInputException(
                    KEY + " must have a weight for each of the " + classes.size() + " classes of data.train",
                    inOrder.size() + " weights",
                    "Give as many, or {NAME: WEIGHT} for some classes.");
        }
        return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder);
    }

    /**
     * {@code w[c] = n / (C · n[c])}, as scikit-learn defines {@code class_weight="balanced"}: the mean of all examples'
     * weights is 1.
     */
    private static List<Double> balanced(List<String> classes, List<Long> counts) {
        for (int i = 0; i < classes.size(); i++) {
            if (i >= counts.size() || counts.get(i) < 1) {
                throw new InvalidInputException(
                        KEY + "=" + BALANCED + " needs training images of each class",
                        "none of class " + classes.get(i),
                        "Prepare the data without this class, or with images of it.");
            }
        }
        double all = counts.stream().mapToLong(Long::longValue).sum();
        return counts.stream()
                .map(count -> all / ((double) classes.size() * count))
                .toList();
    }

    private List<Double> named(List<String> classes) {
        TreeMap<String, Double> left = new TreeMap<>(byName);
        List<Double> weights = new ArrayList<>();
        for (String name : classes) {
            Double given = left.remove(name);
            weights.add(given == null ? 1 : given);
        }
        if (!left.isEmpty()) {
            String unknown = left.firstKey();
            throw new InvalidInputException(
                    KEY + " must name classes of data.train",
                    unknown,
                    "Did you mean " + ConfigLoader.nearest(unknown, classes.stream()) + "?");
        }
        return weights;
    }
}
