package dev.convoy.driver.report.page;

import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each executor did, over the rounds.
 *
 * @param rounds last round of each column
 * @param count number of executors
 * @param lanes one for each executor, in the order in which they came, but not for very many
 */
record Executors(List<Integer> rounds, int count, List<Lane> lanes) {
    private static final int COLUMNS = 120;
    /** More executors than a page can show. */
    private static final int MOST = 100;

    /**
     * @param compute seconds of computing in each column; null where no end of a task was recorded
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
        long recorded =
                rounds.stream().filter(line -> !line.executors().isEmpty()).count();
        int columns = (int) Math.min(COLUMNS, recorded);
        Integer[] last = new Integer[columns];
        // A run that continues has executors with the ids of earlier ones, as a rule on other hosts.
        Map<String, Sum> sums = new LinkedHashMap<>();
        Map<String, Sum> latest = new HashMap<>();
        int index = 0;
        for (RoundLine line : rounds) {
            for (String id : line.joined()) {
                Sum joined = new Sum(id, columns);
                joined.joined = line.round();
                sums.put(id + " from round " + line.round(), joined);
                latest.put(id, joined);
            }
            if (!line.executors().isEmpty()) {
                last[column(index, columns, recorded)] = line.round();
            }
            for (ExecutorWork work : line.executors()) {
                Sum sum = latest.get(work.executor());
                if (sum == null || !(sum.host.isEmpty() || sum.host.equals(work.host()))) {
                    sum = sums.computeIfAbsent(
                            work.executor() + " on " + work.host(), name -> new Sum(work.executor(), columns));
                    latest.put(work.executor(), sum);
                }
                sum.add(column(index, columns, recorded), work);
            }
            index += line.executors().isEmpty() ? 0 : 1;
            for (String id : line.lost()) {
                latest.computeIfAbsent(id, name -> sums.computeIfAbsent(id, any -> new Sum(id, columns))).lost =
                        line.round();
            }
        }
        return new Executors(
                List.of(last),
                sums.size(),
                sums.values().stream().limit(MOST).map(Sum::lane).toList());
    }

    private static int column(int index, int columns, long recorded) {
        return (int) ((long) index * columns / recorded);
    }
}
