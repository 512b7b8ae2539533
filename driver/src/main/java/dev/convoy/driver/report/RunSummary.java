package dev.convoy.driver.report;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Normalization;
import java.util.Map;

/**
 * {@code run.json}: what a run was and how it stands. Field names are read by other tools.
 *
 * @param status {@code running}, {@code completed} or {@code failed}
 * @param identity what the run belongs to, by key; a run folder takes no run that differs in one
 * @param image the shape of one
 * @param normalization that makes pixels into what the model takes
 * @param error why it failed, else null
 * @param testAccuracy of the last evaluation, 0 to 1; null before the first
 * @param examples used in training, over all epochs
 * @param imagesPerSecond examples by the seconds spent in rounds
 * @param wallSeconds of all the processes that worked on this run; the sum of {@code phases}
 * @param engine of all rounds so far, by commas if several took part; before the first, the one for tasks without a card
 * @param arithmetic of the engine for tasks without a card
 * @param paramsSha256 of the little-endian float32 parameter vector; null until completed
 */
public record RunSummary(
        String status,
        Map<String, String> identity,
        Shape image,
        Normalization normalization,
        String error,
        Double testAccuracy,
        Double testLoss,
        Double bestTestAccuracy,
        int epochs,
        int rounds,
        long examples,
        double imagesPerSecond,
        double wallSeconds,
        String paramsSha256,
        String engine,
        String precision,
        String arithmetic,
        int threads,
        int workers,
        int averagingFrequency,
        long driverBytesIn,
        long driverBytesOut,
        long tasksRetried,
        long executorsLost,
        Map<String, Double> phases) {
    /** The file's name in the run folder. */
    public static final String FILE = "run.json";
}
