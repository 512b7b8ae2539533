package dev.convoy.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandomStreamTest {
    /** The first numbers that the authors' program writes for the seed 1234567. */
    @Test
    void isSplitMix64() {
        RandomStream random = new RandomStream(1234567);

        assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong()})
                .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
    }

    @Test
    void numbersAreUniform() {
        RandomStream random = new RandomStream(3);
        int[] counts = new int[7];
        double sum = 0;
        int numbers = 70_000;
        for (int i = 0; i < numbers; i++) {
            counts[random.below(7)]++;
            double value = random.nextDouble();
            assertThat(value).isBetween(0.0, Math.nextDown(1.0));
            sum += value / numbers;
        }

        assertThat(sum).isCloseTo(0.5, within(0.005));
        for (int count : counts) {
            assertThat(count).isCloseTo(numbers / 7, within(400));
        }
    }
}
