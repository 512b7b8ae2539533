package dev.convoy.driver.report.evaluation;

import dev.convoy.worker.Predictions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Chooses which wrong predictions are shown: those with the greatest loss, and some of each pair of classes. */
final class ImageChoice {
    /** What a page shows at once. */
    private static final int WORST = 60;
    /** Examples of each cell of the confusion matrix. */
    private static final int PER_CELL = 4;
    /** Bounds the size of the page. */
    private static final int MOST = 300;

    private ImageChoice() {}

    /**
     * Returns the indices of the images, those with the greatest loss first; of equal ones, the first image first.
     *
     * @param count number of images, from the first, among which they are chosen
     */
    static List<Integer> of(Predictions predictions, int count) {
        List<Integer> wrong = IntStream.range(0, count)
                .filter(i -> predictions.labels()[i] != predictions.predicted()[i])
                .boxed()
                .sorted(Comparator.comparing(i -> predictions.labelOutputs()[i]))
                .toList();
        Set<Integer> chosen = new LinkedHashSet<>(wrong.subList(0, Math.min(WORST, wrong.size())));
        Map<List<Integer>, Integer> inCell = new HashMap<>();
        for (int i : wrong) {
            List<Integer> cell = List.of(predictions.labels()[i], predictions.predicted()[i]);
            if (inCell.merge(cell, 1, Integer::sum) <= PER_CELL && chosen.size() < MOST) {
                chosen.add(i);
            }
        }
        return wrong.stream().filter(chosen::contains).toList();
    }
}
