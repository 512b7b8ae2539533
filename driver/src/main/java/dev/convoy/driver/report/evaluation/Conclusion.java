package dev.convoy.driver.report.evaluation;

import dev.convoy.driver.predict.PredictionResult.Scores;
import java.util.List;

/**
 * The content of {@code conclusion.json}: the evaluation at the end of a run.
 *
 * @param split name of the split
 * @param searched number of images among which {@code images} were looked for
 * @param images wrong predictions, those with the greatest loss first
 */
public record Conclusion(String split, Scores scores, long searched, List<ShownImage> images) {
    /** The file's name in the run folder. */
    public static final String FILE = "conclusion.json";

    /**
     * An image that was predicted wrongly.
     *
     * @param label its class
     * @param predicted the class with the greatest output
     * @param confidence greatest output
     * @param labelOutput output for its class
     * @param source a {@code data:} URI of the image as the network sees it, perhaps reduced
     */
    public record ShownImage(
            String id, int label, int predicted, double confidence, double labelOutput, String source) {}
}
