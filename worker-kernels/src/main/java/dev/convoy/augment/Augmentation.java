package dev.convoy.augment;

import dev.convoy.base.InvalidInputException;
import dev.convoy.base.Range;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An augmentation with its parameters.
 *
 * @param values of the kind's parameters, in their order: one number, or the ends of a range
 */
public record Augmentation(Kind kind, List<List<Double>> values) implements Serializable {
    public Augmentation {
        values = values.stream().map(List::copyOf).toList();
    }

    /** Returns an augmentation with the standard parameters. */
    public static Augmentation of(String name) {
        return of(name, Map.of());
    }

    /**
     * @param given values of parameters by name; the one without a name, or with an empty one, is the first
     * @throws InvalidInputException if a name is unknown or a value is not allowed
     */
    public static Augmentation of(String name, Map<String, List<Double>> given) {
        Kind kind = Kind.of(name);
        List<String> names = kind.parameters().stream().map(Parameter::name).toList();
        for (String parameter : given.keySet()) {
            if (!names.contains(parameter) && !(parameter.isEmpty() && !names.isEmpty())) {
                throw new InvalidInputException(
                        "parameters of " + name + " in train.augment must be "
                                + (names.isEmpty() ? "left out: it has none" : "among " + String.join(", ", names)),
                        parameter.isEmpty() ? Parameter.text(given.get(parameter)) : parameter,
                        names.isEmpty() ? "Write the name alone." : "Check the name.");
            }
        }
        List<List<Double>> values = new ArrayList<>();
        for (Parameter parameter : kind.parameters()) {
            List<Double> unnamed = values.isEmpty() && given.containsKey("") ? given.get("") : parameter.standard();
            List<Double> value = given.getOrDefault(parameter.name(), unnamed);
            parameter.check(name, value);
            values.add(value);
        }
        return new Augmentation(kind, values);
    }

    /** Returns the number of a parameter. */
    public double number(int parameter) {
        return values.get(parameter).get(0);
    }

    int whole(int parameter) {
        return (int) number(parameter);
    }

    Range range(int parameter) {
        return new Range(values.get(parameter).get(0), values.get(parameter).get(1));
    }

    /** Returns what stands for it in a configuration, without the parameters that have their standard values. */
    public String text() {
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).equals(kind.parameters().get(i).standard())) {
                others.add(i);
            }
        }
        if (others.isEmpty()) {
            return kind.key();
        }
        boolean isShort = others.equals(List.of(0)) && kind.parameters().size() == 1;
        String parameters = isShort
                ? Parameter.text(values.get(0))
                : others.stream()
                        .map(i -> kind.parameters().get(i).name() + ": " + Parameter.text(values.get(i)))
                        .collect(Collectors.joining(", ", "{", "}"));
        return "{" + kind.key() + ": " + parameters + "}";
    }

    @Override
    public String toString() {
        return text();
    }
}
