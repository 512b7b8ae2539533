package dev.convoy.driver.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replaces a confusion matrix, which has as many cells as classes squared, by its greatest cells. Of many classes, a page
 * shows mistakes only.
 */
final class SparseScores {
    private static final int CELLS = 4000;
    /** As in {@code classes.js}. */
    private static final int FULL_MATRIX = 30;

    private SparseScores() {}

    private record Cell(int label, int predicted, long images) {}

    /** Returns a copy whose {@code scores.confusion} is a list of {@code [label, predicted, images]}, greatest first. */
    static JsonNode of(JsonNode conclusion) {
        ObjectNode copy = conclusion.deepCopy();
        List<Cell> cells = new ArrayList<>();
        JsonNode confusion = copy.path("scores").path("confusion");
        for (int label = 0; label < confusion.size(); label++) {
            for (int predicted = 0; predicted < confusion.get(label).size(); predicted++) {
                long images = confusion.get(label).get(predicted).asLong();
                if (images > 0 && (label != predicted || confusion.size() <= FULL_MATRIX)) {
                    cells.add(new Cell(label, predicted, images));
                }
            }
        }
        cells.sort(Comparator.comparing(Cell::images).reversed());
        if (copy.path("scores") instanceof ObjectNode scores) {
            ArrayNode sparse = scores.putArray("confusion");
            cells.stream().limit(CELLS).forEach(cell -> sparse.addArray()
                    .add(cell.label())
                    .add(cell.predicted())
                    .add(cell.images()));
        }
        return copy;
    }
}
