package dev.convoy.driver.prepare.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.prepare.image.ItemKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlanTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "96, 1", "143, 1", "145, 2", "960, 10", "1000000, 10417"})
    void aShardIsAboutAsLargeAsAskedFor(long megabytes, int shards) {
        ShardPlan plan = new ShardPlan(Map.of(Split.TEST, megabytes * 1_000_000), 96_000_000);

        assertThat(plan.numPartitions()).isEqualTo(shards + 1);
    }

    /** Sorted by key, images go to the shards one after the other: a shard is a range of keys. */
    @Test
    void shardsFollowTheOrderOfKeys() {
        ShardPlan plan = new ShardPlan(Map.of(Split.TRAIN, 70L, Split.TEST, 30L), 10);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            keys.add(ItemKey.ofImage(i % 3 == 0 ? Split.TEST : Split.TRAIN, 42, "image " + i));
            keys.add(ItemKey.ofFailure("file " + i));
        }
        keys.sort(new ItemKey.Order());
        int[] counts = new int[plan.numPartitions()];
        int before = 0;
        for (byte[] key : keys) {
            int partition = plan.getPartition(key);
            assertThat(partition).isGreaterThanOrEqualTo(before);
            assertThat(plan.isQuarantine(partition)).isEqualTo(ItemKey.isFailure(key));
            if (!plan.isQuarantine(partition)) {
                assertThat(plan.isShardOf(ItemKey.split(key), partition)).isTrue();
            }
            counts[partition]++;
            before = partition;
        }

        assertThat(Arrays.stream(counts)).hasSize(11).allMatch(count -> count > 350);
        assertThat(plan.file(0)).isEqualTo("train/part-00000.parquet");
        assertThat(plan.file(9)).isEqualTo("test/part-00002.parquet");
    }

    @Test
    void theOrderIsThatOfTheHashAndThenOfTheId() {
        byte[] one = ItemKey.ofImage(Split.TRAIN, 42, "one");
        byte[] validation = ItemKey.ofImage(Split.VALIDATION, 42, "one");
        List<byte[]> keys = new ArrayList<>(List.of(ItemKey.ofFailure("a"), validation, one));
        Collections.sort(keys, new ItemKey.Order());

        assertThat(keys).containsExactly(one, validation, ItemKey.ofFailure("a"));
        // SHA-256 of 00000000 0000002a and "one", from another program.
        assertThat(Long.toHexString(ItemKey.place(one))).isEqualTo("c861ada7c8a04974");
        assertThat(ItemKey.id(one)).isEqualTo("one");
        assertThat(ItemKey.place(ItemKey.ofImage(Split.TRAIN, 43, "one"))).isNotEqualTo(ItemKey.place(one));
    }
}
