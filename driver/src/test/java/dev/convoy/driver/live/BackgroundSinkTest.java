package dev.convoy.driver.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.live.BackgroundSink.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundSinkTest {
    private static final Patience SHORT = new Patience(Duration.ofMillis(5), Duration.ofMillis(100));
    private static final Patience LONG = new Patience(Duration.ofMillis(5), Duration.ofSeconds(30));

    private final List<Integer> rounds = new CopyOnWriteArrayList<>();
    private final List<String> console = new CopyOnWriteArrayList<>();

    @Test
    void pointsComeInOrderAndTheSinkIsClosedAfterThem() {
        BackgroundSink sink = new BackgroundSink("test", new Sink(() -> {}), LONG, console::add);
        for (int round = 1; round <= 1000; round++) {
            sink.roundDone(Reports.of(round, 1000), null);
        }
        sink.close();

        assertThat(rounds).hasSize(1001).isSorted().endsWith(1000, Integer.MAX_VALUE);
        assertThat(console).isEmpty();
    }

    @Test
    void whatFailedIsGivenAgainAndReportedOnce() {
        int[] attempts = {0};
        BackgroundSink sink = new BackgroundSink(
                "test",
                new Sink(() -> {
                    if (attempts[0]++ < 3) {
                        throw new IOException("http://me:hunter2@host is down");
                    }
                }),
                LONG,
                console::add);
        sink.roundDone(Reports.of(1, 2), null);
        sink.roundDone(Reports.of(2, 2), null);
        while (rounds.size() < 2) {
            Thread.onSpinWait();
        }
        sink.close();

        assertThat(rounds).containsExactly(1, 2, Integer.MAX_VALUE);
        assertThat(console)
                .singleElement()
                .asString()
                .startsWith("note: test failed; training continues: ")
                .doesNotContain("hunter2");
    }

    @Test
    void aSinkThatHangsHoldsUpNeitherRoundsNorTheEndForLong() {
        CountDownLatch never = new CountDownLatch(1);
        BackgroundSink sink = new BackgroundSink("test", new Sink(never::await), SHORT, console::add);
        long start = System.nanoTime();
        for (int round = 1; round <= 20_000; round++) {
            sink.roundDone(Reports.of(round, 20_000), null);
        }
        sink.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(rounds).isEmpty();
        assertThat(console)
                .containsExactly(
                        "note: test is too slow: points are dropped from round 10001 on",
                        "note: test does not have the last points of the run");
    }

    @Test
    void aSinkThatStillFailsAtTheEndIsTriedOnceMore() {
        BackgroundSink sink = new BackgroundSink(
                "test",
                new Sink(() -> {
                    throw new IllegalStateException("no");
                }),
                LONG,
                console::add);
        sink.roundDone(Reports.of(1, 1), null);
        sink.close();

        assertThat(rounds).isEmpty();
        assertThat(console)
                .containsExactly(
                        "note: test failed; training continues: java.lang.IllegalStateException: no",
                        "note: test does not have the last points of the run");
    }

    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    /** Collects the rounds, and the greatest number for the end. */
    private final class Sink implements PointSink {
        private final Attempt attempt;

        Sink(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void write(List<Point> points) throws IOException {
            try {
                attempt.run();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            points.forEach(point -> rounds.add(point.round()));
        }

        @Override
        public void close() {
            rounds.add(Integer.MAX_VALUE);
        }
    }
}
