package dev.convoy.driver.round;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What else is known of a round; no result depends on it.
 *
 * @param executors what each executor did, in the order of their ids
 * @param averaging seconds that tasks spent on averages, added up
 * @param joined executors that came since the round before
 * @param lost executors that ended unexpectedly since the round before
 * @param gradientNorms norm of each layer's gradient in worker 0's last minibatch; empty if it is not known
 */
public record RoundDetails(
        List<ExecutorWork> executors,
        double averaging,
        List<String> joined,
        List<String> lost,
        List<Double> gradientNorms) {
    public static final RoundDetails NONE = new RoundDetails(List.of(), 0, List.of(), List.of(), List.of());

    /**
     * The work of an executor in a round, in seconds of its tasks, added up.
     *
     * @param state waiting for the averaged state
     * @param read waiting for examples that are being read
     * @param decode waiting for examples that are being decoded and transformed
     */
    public record ExecutorWork(
            String executor, String host, int tasks, double compute, double state, double read, double decode)
            implements Serializable {
        /** Returns the sum of all that is measured. */
        public double seconds() {
            return compute + state + read + decode;
        }

        /** Returns the sum of the work of tasks of one executor. */
        public ExecutorWork plus(ExecutorWork other) {
            return new ExecutorWork(
                    executor,
                    host,
                    tasks + other.tasks,
                    compute + other.compute,
                    state + other.state,
                    read + other.read,
                    decode + other.decode);
        }
    }

    /**
     * Returns what the wall time of the round was spent on: seconds by name, which add up to it. The time that tasks
     * spend counts by the share of the slots for tasks that it takes; the rest is {@code wait}: for the slowest task, a
     * lost executor, the network and Spark.
     *
     * @param seconds wall time
     * @param slots number of tasks that can run at the same time
     */
    Map<String, Double> parts(double seconds, int slots) {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put(
                "compute", executors.stream().mapToDouble(ExecutorWork::compute).sum() / slots);
        parts.put("read", executors.stream().mapToDouble(ExecutorWork::read).sum() / slots);
        parts.put("decode", executors.stream().mapToDouble(ExecutorWork::decode).sum() / slots);
        parts.put("state", executors.stream().mapToDouble(ExecutorWork::state).sum() / slots);
        parts.put("average", averaging / slots);
        double known = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        // Tasks that ran twice count twice.
        double scale = known > seconds ? seconds / known : 1;
        parts.replaceAll((name, part) -> part * scale);
        parts.put("wait", Math.max(0, seconds - known));
        return parts;
    }
}
