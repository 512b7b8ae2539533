package dev.convoy.driver.plan;

/**
 * A random permutation of the numbers below a size, computed at each number instead of stored.
 *
 * <p>A generalized Feistel network with cycle walking (Black and Rogaway: "Ciphers with arbitrary finite domains",
 * 2002). A number is split into a left part below A = 2ᵏ and a right part below B, where A·B is at least the size but
 * less than the size plus A. Rounds add to each part in turn a keyed function of the other, which permutes the numbers
 * below A·B. A result that is not below the size is permuted again until one is; fewer than two turns are needed on
 * average.
 */
final class KeyedPermutation {
    /** With 16, some orders of 7 numbers are visibly more frequent than others; with 24, chi-square tests see none. */
    private static final int ROUNDS = 24;

    private final long size;
    private final int leftBits;
    private final long leftMask;
    private final long rights;
    private final long[] seeds = new long[ROUNDS];

    /** @param size from 1 to 2⁶² */
    KeyedPermutation(long seed, long size) {
        this.size = size;
        this.leftBits = (Long.SIZE - Long.numberOfLeadingZeros(size - 1)) / 2;
        this.leftMask = (1L << leftBits) - 1;
        this.rights = ((size - 1) >>> leftBits) + 1;
        for (int round = 0; round < ROUNDS; round++) {
            seeds[round] = Seeds.derive(seed, round);
        }
    }

    /** Returns the number that the permutation has at a position. */
    long at(long position) {
        long number = position;
        do {
            number = turn(number);
        } while (number >= size);
        return number;
    }

    private long turn(long number) {
        long left = number & leftMask;
        long right = number >>> leftBits;
        for (int round = 0; round < ROUNDS; round += 2) {
            right += Seeds.below(rights, seeds[round], left);
            if (right >= rights) {
                right -= rights;
            }
            left = (left + Seeds.below(leftMask + 1, seeds[round + 1], right)) & leftMask;
        }
        return (right << leftBits) | left;
    }
}
