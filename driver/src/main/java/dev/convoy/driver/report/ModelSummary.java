package dev.convoy.driver.report;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The table of a network: layer, kind, output shape, parameters; and the inputs of a vertex if they are not the line
 * above.
 */
public final class ModelSummary {
    private static final String IMAGE = "(image)";

    private ModelSummary() {}

    /** Returns one line for each layer or vertex and one for the sum. */
    public static String of(Model model) {
        String format = "%-" + width(model) + "s %-22s %-14s %12s%s%n";
        StringBuilder table =
                new StringBuilder(String.format(Locale.ROOT, format, "layer", "kind", "output", "parameters", ""));
        table.append(String.format(Locale.ROOT, format, IMAGE, "", model.input(), "", ""));
        for (int i = 0; i < model.layers().size(); i++) {
            LayerInfo row = model.layers().get(i);
            String notes = inputs(model, i) + (row.frozen() ? "  frozen" : "");
            table.append(String.format(
                    Locale.ROOT, format, row.name(), row.kind(), row.output(), thousands(row.parameters()), notes));
        }
        return table.append(String.format(Locale.ROOT, format, "", "", "", thousands(model.parameters()), ""))
                .toString();
    }

    /** Row i reads value i, that of the line above, unless the network branches. */
    private static String inputs(Model model, int i) {
        LayerInfo row = model.layers().get(i);
        if (row.inputs().size() == 1 && row.inputs().get(0) == i) {
            return "";
        }
        return row.inputs().stream()
                .map(value -> value == 0 ? IMAGE : model.layers().get(value - 1).name())
                .collect(Collectors.joining(", ", "  from ", ""));
    }

    private static int width(Model model) {
        return model.layers().stream().mapToInt(row -> row.name().length()).reduce(20, Math::max);
    }

    private static String thousands(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
