package dev.convoy.driver.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
 * @param engines that computed the workers' parts: one if it was the same for all, else each worker's, in worker order
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
        Double testLoss,
        List<String> engines) {
    /** One of them if they are all the same. */
    public static List<String> alike(List<String> engines) {
        return engines.stream().distinct().count() == 1 ? engines.subList(0, 1) : engines;
    }

    /**
     * All the engines that computed in a run.
     *
     * @param metrics the lines of {@code metrics.jsonl}; those that older Convoys wrote name none
     */
    public static Set<String> engines(List<String> metrics) throws IOException {
        Set<String> engines = new TreeSet<>();
        for (String line : metrics) {
            RoundReport report = Json.reader(RoundReport.class).readValue(line);
            engines.addAll(report.engines() == null ? List.of() : report.engines());
        }
        return engines;
    }
}
