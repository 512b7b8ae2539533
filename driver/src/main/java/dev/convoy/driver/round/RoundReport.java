package dev.convoy.driver.round;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.driver.checkpoint.Scores;
import dev.convoy.driver.dataset.manifest.Split;
import java.util.List;
import java.util.Map;

/**
 * The report of one round, for {@code metrics.jsonl} and the console. The fields of the parts are on one level.
 *
 * @param loss mean over the round's examples, each computed before its minibatch's update; without L1/L2 terms
 * @param learningRate learning rate of the round's first update
 * @param examples examples that all workers used
 * @param engines engines that computed the workers' parts: one if it was the same for all, else each worker's, in
 *     worker order
 */
@JsonInclude(Include.NON_NULL)
public record RoundReport(
        @JsonUnwrapped Position position,
        double loss,
        double learningRate,
        long examples,
        @JsonUnwrapped Speed speed,
        @JsonUnwrapped Evaluation evaluation,
        List<String> engines,
        @JsonUnwrapped Details details) {
    /**
     * The position of the round, counted from 1.
     *
     * @param epochs number of epochs in the whole run
     * @param round number of the round in the run
     * @param rounds number of rounds in the whole run
     */
    public record Position(int epoch, int epochs, int round, int rounds) {}

    /**
     * The duration of the round.
     *
     * @param seconds wall time
     * @param outsideCompute share of that time, 0 to 1, in which the slots for tasks did not compute
     */
    public record Speed(double seconds, double imagesPerSecond, double outsideCompute) {}

    /**
     * The evaluation of a round that ended an epoch, on one split: accuracy from 0 to 1, and the mean loss; and those of
     * the averaged weights on the same split. The others are null.
     */
    @JsonInclude(Include.NON_NULL)
    public record Evaluation(
            Double validationAccuracy,
            Double validationLoss,
            Double testAccuracy,
            Double testLoss,
            Double emaAccuracy,
            Double emaLoss) {
        public static final Evaluation NONE = new Evaluation(null, null, null, null, null, null);

        public static Evaluation of(Split split, Scores scores) {
            Double emaAccuracy =
                    scores.average() == null ? null : scores.average().accuracy();
            Double emaLoss = scores.average() == null ? null : scores.average().loss();
            return split == Split.VALIDATION
                    ? new Evaluation(scores.accuracy(), scores.loss(), null, null, emaAccuracy, emaLoss)
                    : new Evaluation(null, null, scores.accuracy(), scores.loss(), emaAccuracy, emaLoss);
        }
    }

    /**
     * What a round was spent on, and how it changed the network.
     *
     * @param parts seconds of wall time by name, which add up to the round's: see {@link RoundDetails#parts}
     * @param layers of a round that is saved; else empty
     */
    @JsonInclude(Include.NON_EMPTY)
    public record Details(
            Map<String, Double> parts,
            List<RoundDetails.ExecutorWork> executors,
            List<String> joined,
            List<String> lost,
            List<LayerChange> layers) {
        public static final Details NONE = new Details(Map.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Returns one engine if all are the same, otherwise all. */
    public static List<String> alike(List<String> engines) {
        return engines.stream().distinct().count() == 1 ? engines.subList(0, 1) : engines;
    }
}
