package dev.convoy.driver.round;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One round, as {@code metrics.jsonl} and the console show it. Its fields are those of the parts, on one level.
 *
 * @param loss mean over the round's examples, each as it was when its minibatch came; without L1/L2 terms
 * @param learningRate as scheduled at the round's first update
 * @param examples that all workers used
 * @param engines that computed the workers' parts: one if it was the same for all, else each worker's, in worker order
 */
@JsonInclude(Include.NON_NULL)
public record RoundReport(
        @JsonUnwrapped Position position,
        double loss,
        double learningRate,
        long examples,
        @JsonUnwrapped Speed speed,
        @JsonUnwrapped Test test,
        List<String> engines) {
    /**
     * Which round, counted from 1.
     *
     * @param epochs in the whole run
     * @param round in the run
     * @param rounds in the whole run
     */
    public record Position(int epoch, int epochs, int round, int rounds) {}

    /**
     * How long it took.
     *
     * @param seconds on the clock
     * @param outsideCompute share of that time, 0 to 1, in which the slots that could compute did not
     */
    public record Speed(double seconds, double imagesPerSecond, double outsideCompute) {}

    /**
     * The evaluation of a round that ended an epoch.
     *
     * @param testAccuracy 0 to 1; null without an evaluation
     * @param testLoss mean cross-entropy of the test images; null without an evaluation
     */
    @JsonInclude(Include.NON_NULL)
    public record Test(Double testAccuracy, Double testLoss) {
        static final Test NONE = new Test(null, null);
    }

    private record Engines(List<String> engines) {}

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
            Engines report = Json.reader(Engines.class).readValue(line);
            engines.addAll(report.engines() == null ? List.of() : report.engines());
        }
        return engines;
    }
}
