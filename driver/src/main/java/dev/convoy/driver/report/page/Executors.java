package dev.convoy.driver.report.page;

import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each executor did, over the rounds.
 *
 * @param rounds last round of each column
 * @param lanes one for each executor, in the order in which they came
 */
record Executors(List<Integer> rounds, List<Lane> lanes) {
    private static final int COLUMNS = 120;
    /** More executors than a page can show. */
    private static final int MOST = 100;

    /**
     * @param compute seconds of computing in each column; null where it ran no task
     * @param joined round with which it came; 0 if it was there from the start
     * @param lost round in which it was lost; 0 if it was not
     */
    record Lane(String executor, String host, int tasks, double seconds, List<Double> compute, int joined, int lost) {}

    /** What is known of an executor so far. */
    private static final class Sum {
        private final String executor;
        private final Double[] compute;
        private String host = "";
        private int tasks;
        private double seconds;
        private int joined;
        private int lost;

        Sum(String executor, int columns) {
            this.executor = executor;
            this.compute = new Double[columns];
        }

        void add(int column, ExecutorWork work) {
            host = work.host();
            tasks += work.tasks();
            seconds += work.compute();
            compute[column] = (compute[column] == null ? 0 : compute[column]) + work.compute();
        }

        Lane lane() {
            List<Double> columns = new ArrayList<>();
            for (Double value : compute) {
                columns.add(value == null ? null : Series.rounded(value));
            }
            return new Lane(executor, host, tasks, Series.rounded(seconds), columns, joined, lost);
        }
    }

    static Executors of(List<RoundLine> rounds) {
        int columns = Math.min(COLUMNS, rounds.size());
        Integer[] last = new Integer[columns];
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (int i = 0; i < rounds.size(); i++) {
            RoundLine line = rounds.get(i);
            int column = (int) ((long) i * columns / rounds.size());
            last[column] = line.round();
            line.executors().forEach(work -> sums.computeIfAbsent(work.executor(), name -> new Sum(name, columns))
                    .add(column, work));
            line.joined().forEach(id -> sums.computeIfAbsent(id, name -> new Sum(name, columns)).joined = line.round());
            line.lost().forEach(id -> sums.computeIfAbsent(id, name -> new Sum(name, columns)).lost = line.round());
        }
        return new Executors(
                List.of(last), sums.values().stream().limit(MOST).map(Sum::lane).toList());
    }
}
