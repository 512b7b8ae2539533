package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.cluster.ExecutorKind;
import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.RecordFormat;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final Round FIRST = new Round(0, 0, 0, 0);

    /** 40 shards in windows of 5; each of 4 workers uses 10 shards in an epoch. */
    private static final Plan PLAN = new Plan(7, Collections.nCopies(40, 16), 4, 5, 0, 4, 5);

    private final Placement placement = placement(PLAN);

    private static Placement placement(Plan plan) {
        List<Shard> shards = IntStream.range(0, plan.shardSizes().size())
                .mapToObj(shard -> (Shard) new StoredShard("host" + shard / 10))
                .toList();
        return new Placement(plan, shards, ExecutorKinds.one(plan.workers()).all(), new Configuration());
    }

    /** A shard on one host. */
    private record StoredShard(String host) implements Shard {
        @Override
        public String name() {
            return host;
        }

        @Override
        public int count() {
            return 16;
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public RecordFormat format() {
            return RecordFormat.pixels(TinyJob.SHAPE);
        }

        @Override
        public List<String> hosts(Configuration hadoop) throws IOException {
            if (host.isEmpty()) {
                throw new IOException("the file system does not answer");
            }
            return List.of(host);
        }

        @Override
        public void read(Configuration hadoop, ExampleSink to) {
            throw new UnsupportedOperationException("a location needs no content");
        }
    }

    @Test
    void whatNobodyHasIsReadOnTheHostsThatStoreMostOfIt() {
        int[] needed = PLAN.order(0).shardsOfWindows(0, 2);
        String most = IntStream.of(needed)
                .mapToObj(shard -> "host" + shard / 10)
                .max((a, b) -> Long.compare(count(needed, a), count(needed, b)))
                .orElseThrow();

        assertThat(placement.byData(FIRST, 2)).hasSizeBetween(1, 3);
        assertThat(count(needed, placement.byData(FIRST, 2).get(0))).isEqualTo(count(needed, most));
    }

    private static long count(int[] shards, String host) {
        return IntStream.of(shards)
                .filter(shard -> host.equals("host" + shard / 10))
                .count();
    }

    @Test
    void aFileSystemThatDoesNotAnswerCostsThePreferenceOnly() {
        List<Shard> shards = Collections.nCopies(40, new StoredShard(""));

        assertThat(new Placement(PLAN, shards, ExecutorKinds.one(4).all(), new Configuration()).byData(FIRST, 2))
                .isEmpty();
    }

    @Test
    void aWorkerGoesWhereItsWindowIs() {
        placement.ran(FIRST, 1, "executor_a_1");
        placement.ran(FIRST, 2, "executor_b_2");

        assertThat(placement.byData(FIRST, 1)).containsExactly("executor_a_1");
        assertThat(placement.byData(FIRST, 2)).containsExactly("executor_b_2");
    }

    /** Workers 0 and 1 are on GPUs, and can use no copy that an executor without one has. */
    @Test
    void aCopyIsFoundByTheWorkersOfItsKindOnly() {
        List<ExecutorKind> kinds =
                List.of(new ExecutorKind(0, 2, 1, Optional.empty()), new ExecutorKind(2, 4, 1, Optional.empty()));
        Placement two = new Placement(PLAN, Collections.nCopies(40, new StoredShard("")), kinds, new Configuration());
        int rounds = PLAN.rounds(0);
        for (int round = 0; round < rounds; round++) {
            for (int worker = 0; worker < 4; worker++) {
                two.ran(new Round(0, round, round, 5 * round), worker, "executor_host_" + worker);
            }
        }

        for (int worker = 0; worker < 4; worker++) {
            String[] ofKind = worker < 2
                    ? new String[] {"executor_host_0", "executor_host_1"}
                    : new String[] {"executor_host_2", "executor_host_3"};
            assertThat(two.byData(new Round(1, 0, rounds, 5 * rounds), worker))
                    .isNotEmpty()
                    .isSubsetOf(ofKind);
        }
    }

    /** In the next epoch a worker's shards are on several executors: the one with most of them comes first. */
    @Test
    void anotherEpochsShardsAreFoundAgain() {
        int rounds = PLAN.rounds(0);
        for (int round = 0; round < rounds; round++) {
            for (int worker = 0; worker < 4; worker++) {
                placement.ran(new Round(0, round, round, 5 * round), worker, "executor_host_" + worker);
            }
        }
        Round next = new Round(1, 0, rounds, 5 * rounds);

        for (int worker = 0; worker < 4; worker++) {
            int[] needed = PLAN.order(1).shardsOfWindows(0, worker);
            List<String> places = placement.byData(next, worker);
            List<Long> having =
                    places.stream().map(place -> having(needed, place)).toList();
            assertThat(places).hasSizeBetween(1, 3);
            assertThat(having).isSortedAccordingTo(Collections.reverseOrder()).allMatch(count -> count > 0);
        }
    }

    /** Number of shards that an executor used in the first epoch. */
    private static long having(int[] shards, String place) {
        int worker = Integer.parseInt(place.substring(place.length() - 1));
        return IntStream.of(shards)
                .filter(shard -> IntStream.range(0, PLAN.rounds(0))
                        .anyMatch(round -> IntStream.of(PLAN.order(0).shardsOfWindows(round, worker))
                                .anyMatch(own -> own == shard)))
                .count();
    }

    @Test
    void whoEvaluatedAPartDoesItAgain() {
        placement.ran(Split.TEST, 3, "executor_a_1");

        assertThat(placement.of(Split.TEST, 3)).containsExactly("executor_a_1");
        assertThat(placement.of(Split.TEST, 2)).isEmpty();
        assertThat(placement.of(Split.VALIDATION, 3)).isEmpty();
    }

    @Test
    void allPlacesAreAsGoodForDataThatEachWorkerUses() {
        Placement one = placement(new Plan(7, Collections.nCopies(40, 16), 4, 5, 4));
        one.ran(FIRST, 1, "executor_a_1");

        assertThat(one.byData(FIRST, 1)).isEmpty();
    }
}
