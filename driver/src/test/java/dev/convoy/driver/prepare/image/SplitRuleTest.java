package dev.convoy.driver.prepare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.config.Prepare.Splits;
import dev.convoy.driver.dataset.manifest.Split;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitRuleTest {
    private static final int IMAGES = 20_000;

    private static final SplitRule SHARES =
            rule(Splits.FRACTIONS, Map.of("train", 0.8, "validation", 0.1, "test", 0.1));

    @Test
    void eachSplitHasItsShare() {
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        for (int i = 0; i < IMAGES; i++) {
            counts.merge(split(SHARES, null, "class/" + i + ".jpg"), 1, Integer::sum);
        }

        // Four standard deviations of a binomial distribution.
        assertThat((double) counts.get(Split.TRAIN) / IMAGES).isCloseTo(0.8, within(0.012));
        assertThat((double) counts.get(Split.VALIDATION) / IMAGES).isCloseTo(0.1, within(0.009));
        assertThat((double) counts.get(Split.TEST) / IMAGES).isCloseTo(0.1, within(0.009));
    }

    @Test
    void imagesOfAGroupAreTogether() {
        for (int group = 0; group < 100; group++) {
            Split first = split(SHARES, "patient " + group, "0");
            for (int i = 1; i < 10; i++) {
                assertThat(split(SHARES, "patient " + group, Integer.toString(i)))
                        .isEqualTo(first);
            }
        }
    }

    @Test
    void anotherSeedDividesOtherwise() {
        SplitRule other = SplitRule.of(new Splits(Splits.FRACTIONS, Map.of("train", 0.5, "test", 0.5)), 43);
        SplitRule one = SplitRule.of(new Splits(Splits.FRACTIONS, Map.of("train", 0.5, "test", 0.5)), 42);
        int same = 0;
        for (int i = 0; i < 1000; i++) {
            same += split(one, null, "x" + i) == split(other, null, "x" + i) ? 1 : 0;
        }
        assertThat(same).isBetween(400, 600);
    }

    /** The order inside a split must be as good as that of all images: the two must not hang together. */
    @Test
    void theTrainingSplitHasPlacesOfTheWholeRange() {
        int[] quarters = new int[4];
        int training = 0;
        for (int i = 0; i < IMAGES; i++) {
            String id = "class/" + i + ".jpg";
            if (split(SHARES, null, id) == Split.TRAIN) {
                training++;
                quarters[(int) (ItemKey.place(ItemKey.ofImage(Split.TRAIN, 42, id)) >>> 62)]++;
            }
        }
        for (int quarter : quarters) {
            assertThat((double) quarter / training).isCloseTo(0.25, within(0.014));
        }
    }

    @Test
    void withoutAShareForTestingNothingIsForTesting() {
        SplitRule rule = rule(Splits.FRACTIONS, Map.of("train", 0.1 + 0.2 + 0.3, "validation", 0.4));
        SplitRule all = rule(Splits.FRACTIONS, Map.of("train", 0.9999999));
        for (int i = 0; i < IMAGES; i++) {
            assertThat(split(rule, null, "x" + i)).isNotEqualTo(Split.TEST);
            assertThat(split(all, null, "x" + i)).isEqualTo(Split.TRAIN);
        }
    }

    @Test
    void theInputsOwnFoldersAreUsedUnlessThereAreShares() {
        SplitRule own = rule(Splits.OWN, Map.of());
        SplitRule folders = rule(Splits.FOLDERS, Map.of());

        assertThat(own.of("test", null, "x")).contains(Split.TEST);
        assertThat(own.of(null, null, "x")).contains(Split.TRAIN);
        assertThat(folders.of("validation", null, "x")).contains(Split.VALIDATION);
        assertThat(folders.of(null, null, "x")).isEmpty();
        assertThat(SHARES.of("test", null, "x")).isEqualTo(SHARES.of(null, null, "x"));
    }

    private static SplitRule rule(String kind, Map<String, Double> shares) {
        return SplitRule.of(new Splits(kind, shares), 42);
    }

    private static Split split(SplitRule rule, String group, String id) {
        return rule.of(null, group, id).orElseThrow();
    }
}
