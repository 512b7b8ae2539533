package dev.convoy.driver.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * One round, as {@code metrics.jsonl} and the console tell it. Counted from 1, as people do.
 *
 * @param rounds in the whole run
 * @param loss mean over the round's examples, each as it was when its minibatch came; without L1/L2 terms
 * @param learningRate as scheduled at the round's first update
 * @param seconds the round took on the clock
 * @param outsideCompute share of that time, 0 to 1, in which the slots that could compute did not
 * @param testAccuracy 0 to 1; null unless the round ended an epoch
 * @param testLoss mean cross-entropy of the test images; null unless the round ended an epoch
 */
@JsonInclude(Include.NON_NULL)
public record RoundReport(
        int epoch,
        int epochs,
        int round,
        int rounds,
        double loss,
        double learningRate,
        long examples,
        double seconds,
        double imagesPerSecond,
        double outsideCompute,
        Double testAccuracy,
        Double testLoss) {}
