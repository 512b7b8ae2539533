package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedPermutationTest {
    @Test
    void hasEachNumberOnceForAllSmallSizes() {
        for (int size = 1; size <= 2_000; size++) {
            requirePermutation(size);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 1_000_003})
    void hasEachNumberOnce(int size) {
        requirePermutation(size);
    }

    private static void requirePermutation(int size) {
        KeyedPermutation permutation = new KeyedPermutation(size, size);
        BitSet found = new BitSet();
        for (int i = 0; i < size; i++) {
            found.set((int) permutation.at(i));
        }
        assertThat(found.length()).isEqualTo(size);
        assertThat(found.cardinality()).isEqualTo(size);
    }

    /** Too many numbers to look at all: no two of those looked at may be the same. */
    @ParameterizedTest
    @ValueSource(longs = {(1L << 31) - 1, 1L << 31, 1_000_000_000_039L, (1L << 62) - 1, 1L << 62})
    void hasNoNumberTwiceAndStaysBelowAnySize(long size) {
        int looks = 20_000;
        KeyedPermutation permutation = new KeyedPermutation(size, size);
        long[] found = IntStream.range(0, looks)
                .mapToLong(i -> permutation.at(i < looks / 2 ? i : size - 1 - i))
                .toArray();

        assertThat(LongStream.of(found)).allMatch(number -> 0 <= number && number < size);
        assertThat(LongStream.of(found).distinct().count()).isEqualTo(looks);
        // A quarter of the range has a quarter of the numbers, within five standard deviations.
        long inQuarter =
                LongStream.of(found).filter(number -> number < size / 4).count();
        assertThat((double) inQuarter).isBetween(looks * 0.235, looks * 0.265);
    }

    /** Each order of few numbers is as frequent as any other. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void allOrdersAreEquallyFrequent(int size) {
        int[] counts = new int[720];
        int orders = IntStream.rangeClosed(1, size).reduce(1, (a, b) -> a * b);
        for (int seed = 0; seed < 200 * orders; seed++) {
            counts[rank(new KeyedPermutation(seed, size), size)]++;
        }

        assertThat(excess(IntStream.of(counts).limit(orders).toArray())).isBetween(-4.0, 4.0);
    }

    /** Each number is at each position, and next to each other number, as often as any other. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 12, 17, 31, 32, 64, 100})
    void positionsAndNeighboursAreUniform(int size) {
        int[] positions = new int[size * size];
        int[] neighbours = new int[size * (size - 1)];
        for (int seed = 0; seed < 20_000; seed++) {
            KeyedPermutation permutation = new KeyedPermutation(seed, size);
            for (int i = 0; i < size; i++) {
                positions[i * size + (int) permutation.at(i)]++;
            }
            int first = (int) permutation.at(0);
            int second = (int) permutation.at(1);
            neighbours[first * (size - 1) + (second > first ? second - 1 : second)]++;
        }

        assertThat(excess(positions)).isBetween(-4.0, 4.0);
        assertThat(excess(neighbours)).isBetween(-4.0, 4.0);
    }

    /** Returns by how many standard deviations chi-square of equally likely counts is above its mean. */
    private static double excess(int[] counts) {
        double mean = IntStream.of(counts).average().orElseThrow();
        double chiSquare = IntStream.of(counts)
                .mapToDouble(count -> (count - mean) * (count - mean) / mean)
                .sum();
        int freedom = counts.length - 1;
        return (chiSquare - freedom) / Math.sqrt(2.0 * freedom);
    }

    /** Returns the place of an order of numbers among all orders of them. */
    private static int rank(KeyedPermutation permutation, int size) {
        int rank = 0;
        for (int i = 0; i < size; i++) {
            int smaller = 0;
            for (int j = i + 1; j < size; j++) {
                if (permutation.at(j) < permutation.at(i)) {
                    smaller++;
                }
            }
            rank = rank * (size - i) + smaller;
        }
        return rank;
    }
}
