package dev.convoy.driver.report;

import dev.convoy.kernel.graph.Model;
import java.util.Locale;

/** The table of a network: layer, kind, output shape, parameters. */
public final class ModelSummary {
    private static final String ROW = "%-20s %-20s %-14s %12s%n";

    private ModelSummary() {}

    /** One line a layer and one for the sum. */
    public static String of(Model model) {
        StringBuilder table = new StringBuilder(String.format(ROW, "layer", "kind", "output", "parameters"));
        table.append(String.format(ROW, "(image)", "", model.input(), ""));
        for (Model.Row row : model.layers()) {
            table.append(String.format(ROW, row.name(), row.kind(), row.output(), thousands(row.parameters())));
        }
        return table.append(String.format(ROW, "", "", "", thousands(model.parameters())))
                .toString();
    }

    private static String thousands(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
