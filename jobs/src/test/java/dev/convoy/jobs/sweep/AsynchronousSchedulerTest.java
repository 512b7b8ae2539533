package dev.convoy.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.sweep.Choice;
import dev.convoy.driver.sweep.Metric;
import dev.convoy.driver.sweep.Rungs;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.SweepSettings.Strategy;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ASHA decides, in virtual time: trainings take random times, and as many run at once as there are slots. */
class AsynchronousSchedulerTest {
    private static final int TRIALS = 9;
    private static final int FACTOR = 3;
    private static final int SLOTS = 3;
    private static final int FAILING = 4;

    @TempDir
    private Path temporary;

    /** The process has ended. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aTrialIsPromotedAsSoonAsItIsOneOfTheBest(long times) throws IOException {
        List<SweepEvent> events = trained("whole", TRIALS, times, Integer.MAX_VALUE);

        requireLaws(events, TRIALS);
    }

    @Test
    void decisionsFollowTheOrderInWhichTrialsEnd() throws IOException {
        Set<List<String>> different = new HashSet<>();
        for (long times = 1; times <= 6; times++) {
            different.add(trained("times-" + times, TRIALS, times, Integer.MAX_VALUE).stream()
                    .filter(event -> event.event() == Kind.PROMOTED)
                    .map(event -> event.trial() + " from " + event.rung())
                    .toList());
        }

        assertThat(different).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void killedAfterAnyLineItDecidesNothingTwiceAndKeepsTheLaws(long times) throws IOException {
        int lines = trained("whole", TRIALS, times, Integer.MAX_VALUE).size();
        assertThat(lines).isGreaterThan(25);
        for (int killed = 1; killed < lines; killed++) {
            String name = "killed-" + killed;
            int after = killed;
            assertThatThrownBy(() -> trained(name, TRIALS, times, after)).isInstanceOf(Killed.class);
            List<SweepEvent> before = events(name);
            // Another machine: trainings take other times.
            List<SweepEvent> events = trained(name, TRIALS, times + 10, Integer.MAX_VALUE);

            assertThat(events).as(name).startsWith(before.toArray(SweepEvent[]::new));
            requireLaws(events, TRIALS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void fewTrialsHaveAWinnerToo(int trials) throws IOException {
        List<SweepEvent> events = trained("few", trials, 1, Integer.MAX_VALUE);

        requireLaws(events, trials);
    }

    private static void requireLaws(List<SweepEvent> events, int trials) {
        assertThat(events.stream().map(event -> event.event() + " " + event.trial() + " " + event.rung()))
                .doesNotHaveDuplicates();
        Map<Integer, Map<Integer, Double>> ended = new HashMap<>();
        Set<String> promoted = new HashSet<>();
        for (SweepEvent event : events) {
            switch (event.event()) {
                case RESULT, FAILED ->
                    ended.computeIfAbsent(event.rung(), any -> new HashMap<>()).put(event.trial(), metric(event));
                case PROMOTED -> {
                    Map<Integer, Double> rivals = ended.get(event.rung());
                    boolean isComplete = rivals.size()
                            == count(events, one -> isEnd(one) && one.rung().equals(event.rung()));
                    assertThat(isBest(event.trial(), rivals) || (isComplete && better(event.trial(), rivals) == 0))
                            .as("%s of %s", event, rivals)
                            .isTrue();
                    promoted.add(event.trial() + " " + event.rung());
                }
                case STARTED -> {
                    boolean isFirst = event.rung() == 1;
                    for (int rung = 1; isFirst && rung < 3; rung++) {
                        Map<Integer, Double> rivals = ended.getOrDefault(rung, Map.of());
                        for (int trial : rivals.keySet()) {
                            assertThat(isBest(trial, rivals) && !promoted.contains(trial + " " + rung))
                                    .as("trial %d waits at rung %d when %s", trial, rung, event)
                                    .isFalse();
                        }
                    }
                }
                default -> {}
            }
        }
        assertThat(ended.get(1)).hasSize(trials);
        assertThat(ended.get(3)).as("one has trained to its end").isNotEmpty();
        for (int rung = 1; rung < 3; rung++) {
            int from = rung;
            assertThat(ended.get(rung + 1))
                    .hasSize(count(events, one -> one.event() == Kind.PROMOTED && one.rung() == from));
        }
    }

    private static boolean isBest(int trial, Map<Integer, Double> rivals) {
        return !rivals.get(trial).isNaN() && better(trial, rivals) < rivals.size() / FACTOR;
    }

    private static int better(int trial, Map<Integer, Double> rivals) {
        double own = rivals.get(trial);
        return (int) rivals.values().stream().filter(other -> other > own).count();
    }

    private static boolean isEnd(SweepEvent event) {
        return event.event() == Kind.RESULT || event.event() == Kind.FAILED;
    }

    private static int count(List<SweepEvent> events, Predicate<SweepEvent> which) {
        return (int) events.stream().filter(which).count();
    }

    private static double metric(SweepEvent event) {
        return event.metric() == null ? Double.NaN : event.metric();
    }

    /** Trains until nothing is left, or until so many lines are on disk in this process; returns all lines. */
    private List<SweepEvent> trained(String name, int trials, long times, int lines) throws IOException {
        List<String> seeds =
                IntStream.rangeClosed(1, trials).mapToObj(Integer::toString).toList();
        SweepSettings settings = new SweepSettings(
                Strategy.ASHA,
                OptionalInt.empty(),
                Rungs.geometric(1, FACTOR, FACTOR * FACTOR),
                1,
                OptionalInt.empty(),
                Metric.ACCURACY,
                new TreeMap<>(Map.of("train.seed", new Choice.Values(seeds))));
        RunFolder folder = RunFolder.at(temporary.resolve(name).toString(), new Configuration());
        folder.create();
        SweepLog log = new SweepLog(folder, settings.identity());
        int[] left = {lines};
        TrialScheduler.Decisions disk = event -> {
            log.append(event);
            if (--left[0] == 0) {
                throw new Killed();
            }
        };
        TrialScheduler scheduler = new AsynchronousScheduler(settings.allTrials(), settings, log, disk);
        Map<Training, Double> running = new HashMap<>();
        double now = 0;
        while (true) {
            Optional<Training> next = scheduler.next(running.keySet());
            while (running.size() < SLOTS && next.isPresent()) {
                begin(next.get(), log, disk);
                running.put(next.get(), now + time(next.get(), times));
                next = running.size() < SLOTS ? scheduler.next(running.keySet()) : Optional.empty();
            }
            if (running.isEmpty()) {
                return events(name);
            }
            Training first = running.entrySet().stream()
                    .min(Map.Entry.<Training, Double>comparingByValue()
                            .thenComparing(one -> one.getKey().trial().number(), Comparator.naturalOrder()))
                    .orElseThrow()
                    .getKey();
            now = running.remove(first);
            Trial trial = first.trial();
            disk.append(
                    trial.number() == FAILING
                            ? SweepEvent.failed(trial.number(), first.rung(), "its loss is not finite")
                            : SweepEvent.result(trial.number(), first.rung(), accuracy(first)));
        }
    }

    private static void begin(Training training, SweepLog log, TrialScheduler.Decisions disk) throws IOException {
        Trial trial = training.trial();
        if (log.find(Kind.STARTED, trial.number(), training.rung()).isEmpty()) {
            disk.append(SweepEvent.started(trial.number(), training.rung(), null, trial.keys()));
        }
    }

    private static double time(Training training, long times) {
        return 1
                + 9
                        * new SplittableRandom(
                                        1000 * times + 10L * training.trial().number() + training.rung())
                                .nextDouble();
    }

    /** All differ, and the ranks change from rung to rung. */
    private static double accuracy(Training training) {
        int number = training.trial().number();
        return (number * number * 37 + training.rung() * number * 11) % 101 / 101.0;
    }

    private List<SweepEvent> events(String name) throws IOException {
        List<SweepEvent> events = new ArrayList<>();
        for (String line : Files.readAllLines(temporary.resolve(name).resolve(SweepLog.FILE))) {
            events.add(new ObjectMapper().readValue(line, SweepEvent.class));
        }
        return events;
    }
}
