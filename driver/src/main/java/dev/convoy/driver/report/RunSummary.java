package dev.convoy.driver.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.Scores;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Predictions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of {@code run.json}: the settings, status and results of a run. The fields of the parts are on one level;
 * other tools read their names.
 *
 * @param error why the run failed, else null
 * @param counters totals of all processes that worked on the run
 * @param phases seconds by name; they add up to {@code wallSeconds}
 */
public record RunSummary(
        @JsonUnwrapped Head head,
        String error,
        @JsonUnwrapped Result result,
        @JsonUnwrapped Work work,
        @JsonUnwrapped Setting setting,
        @JsonUnwrapped ClusterCounters counters,
        Map<String, Double> phases) {
    /** The file's name in the run folder. */
    public static final String FILE = "run.json";

    /**
     * The part that later commands read.
     *
     * @param status {@code running}, {@code held}, {@code completed}, {@code stopped}, {@code interrupted} or
     *     {@code failed}
     * @param identity every key that the run's bits depend on; a run that differs in one is refused in this folder
     * @param image the shape of one image
     * @param normalization normalization that turns pixels into the model's input
     * @param classes names of the classes, in the order of the network's outputs
     */
    public record Head(
            String status,
            Map<String, String> identity,
            Shape image,
            Normalization normalization,
            List<String> classes) {}

    /**
     * The results of evaluations; null before the first.
     *
     * @param testAccuracy accuracy on the test images, 0 to 1: after each epoch, or with validation images only at the end
     * @param testLoss mean loss of the test images
     * @param bestTestAccuracy the greatest of all epochs; null with validation images, or if something else is best
     * @param validationAccuracy accuracy on the validation images, 0 to 1, after the last epoch; null without such images
     * @param validationLoss mean loss of the validation images
     */
    public record Result(
            Double testAccuracy,
            Double testLoss,
            Double bestTestAccuracy,
            Double validationAccuracy,
            Double validationLoss,
            Best best,
            @JsonInclude(Include.NON_NULL) Averaged averagedWeights) {
        /**
         * @param selection the split that each epoch ends with
         * @param scores of that split
         * @param by what the best checkpoint is chosen by
         * @param test evaluation of the test images at the end, if another split selects
         */
        public static Result of(Split selection, Scores scores, BestBy by, Optional<Predictions> test) {
            Best best = scores.best() == null ? null : Best.of(selection, scores, by);
            Double bestAccuracy = best == null ? null : best.accuracy();
            return selection == Split.TEST
                    ? new Result(scores.accuracy(), scores.loss(), bestAccuracy, null, null, best, null)
                    : new Result(
                            test.map(Predictions::accuracy).orElse(null),
                            test.map(Predictions::meanLoss).orElse(null),
                            null,
                            scores.accuracy(),
                            scores.loss(),
                            best,
                            null);
        }

        /** Returns the result with that of the averaged weights. */
        public Result with(Averaged averaged) {
            return new Result(
                    testAccuracy, testLoss, bestTestAccuracy, validationAccuracy, validationLoss, best, averaged);
        }
    }

    /**
     * The averaged weights at the end of a run.
     *
     * @param by the split that the run ends with; null if there is none
     * @param accuracy on that split, 0 to 1
     * @param loss mean loss on that split
     * @param paramsSha256 SHA-256 of the little-endian float32 parameter vector of model-ema.zip
     */
    @JsonInclude(Include.NON_NULL)
    public record Averaged(String by, Double accuracy, Double loss, String paramsSha256) {}

    /**
     * The best checkpoint, which is kept.
     *
     * @param round number of rounds that it has done
     * @param by the split that chose it
     * @param accuracy its accuracy on that split, 0 to 1; null if something else chose it
     * @param metric what chose it, if not the accuracy
     * @param value the value of {@code metric}
     */
    @JsonInclude(Include.NON_NULL)
    public record Best(int round, String by, Double accuracy, String metric, Double value) {
        static Best of(Split selection, Scores scores, BestBy by) {
            boolean isAccuracy = by.key().equals(BestBy.ACCURACY.key());
            return isAccuracy
                    ? new Best(scores.bestRound(), selection.key(), scores.best(), null, null)
                    : new Best(scores.bestRound(), selection.key(), null, by.key(), scores.best());
        }
    }

    /**
     * The amount of work.
     *
     * @param examples examples used in training, over all epochs
     * @param imagesPerSecond examples divided by the seconds spent in rounds
     * @param wallSeconds seconds of all the processes that worked on this run
     * @param paramsSha256 SHA-256 of the little-endian float32 parameter vector; null until completed
     */
    public record Work(
            int epochs, int rounds, long examples, double imagesPerSecond, double wallSeconds, String paramsSha256) {}

    /**
     * The settings of the computation.
     *
     * @param engine engine of all rounds so far, separated by commas if there were several; before the first round, the
     *     one for tasks without a GPU
     * @param arithmetic library and instruction set of the engine for tasks without a GPU
     * @param threads threads of each kernel
     */
    public record Setting(
            String engine, String precision, String arithmetic, int threads, int workers, int averagingFrequency) {}
}
