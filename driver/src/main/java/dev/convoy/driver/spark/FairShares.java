package dev.convoy.driver.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives each executor as many of a round's workers as suits its speed in the rounds before, so that a slow executor does
 * not take the last worker. It decides where workers run, and changes no result.
 */
final class FairShares {
    /** If no executor is slower than this times the fastest, Spark's own order is as good. */
    private static final double ALIKE = 1.3;
    /** An executor that gets no worker is not measured; it becomes this much of its slowness until it is tried again. */
    private static final double FORGET = 0.9;

    /** Seconds of a worker's part of a round, by executor; recent rounds count more. */
    private final Map<String, Double> seconds = new HashMap<>();

    /** @param slots number of tasks that it runs at the same time */
    record Executor(String id, int slots) {}

    /**
     * A round's plan.
     *
     * @param executors identifier of the executor of each worker
     * @param seconds expected duration
     */
    record Assignment(List<String> executors, double seconds) {}

    /** @param latest mean seconds of the tasks of the last round, by executor */
    void ran(Map<String, Double> latest) {
        seconds.replaceAll((executor, before) -> latest.containsKey(executor) ? before : before * FORGET);
        latest.forEach((executor, now) -> seconds.merge(executor, now, (before, last) -> (before + last) / 2));
    }

    /** Assigns so many workers; empty if the executors are alike, or not known. */
    Optional<Assignment> assign(List<Executor> present, int workers) {
        List<Double> known = present.stream()
                .map(executor -> seconds.get(executor.id()))
                .filter(one -> one != null)
                .sorted()
                .toList();
        int slots = present.stream().mapToInt(Executor::slots).sum();
        if (workers <= slots || known.isEmpty() || known.get(known.size() - 1) < ALIKE * known.get(0)) {
            return Optional.empty();
        }
        double middle = known.get(known.size() / 2);
        List<Share> shares = present.stream()
                .map(executor -> new Share(executor, seconds.getOrDefault(executor.id(), middle)))
                .toList();
        List<String> executors = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            Share next = shares.stream()
                    .min(Comparator.comparingDouble(Share::endWithOneMore))
                    .orElseThrow();
            next.workers++;
            executors.add(next.executor.id());
        }
        return Optional.of(new Assignment(
                executors, shares.stream().mapToDouble(Share::end).max().orElseThrow()));
    }

    private static final class Share {
        private final Executor executor;
        private final double seconds;
        private int workers;

        Share(Executor executor, double seconds) {
            this.executor = executor;
            this.seconds = seconds;
        }

        double end() {
            return end(workers);
        }

        double endWithOneMore() {
            return end(workers + 1);
        }

        private double end(int count) {
            int turns = (count + executor.slots() - 1) / executor.slots();
            return turns * seconds;
        }
    }
}
