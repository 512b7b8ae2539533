package dev.convoy.augment.mix;

import dev.convoy.base.RandomStream;

/**
 * Pixels become {@code λ · own + (1 − λ) · partner's}, rounded (Zhang et al.: "mixup: Beyond Empirical Risk
 * Minimization", 2017). λ is one number for the minibatch, a multiple of 2⁻¹⁶.
 *
 * @param shares distribution of λ
 */
record Mixup(BetaDistribution shares) implements Mixture {
    private static final int BITS = 16;
    private static final int ONE = 1 << BITS;

    @Override
    public double mix(Examples examples, RandomStream random, byte[] last) {
        int own = (int) Math.rint(shares.sample(random) * ONE);
        int length = examples.length();
        byte[] pixels = examples.pixels();
        for (int example = examples.count() - 1; example > 0; example--) {
            blend(pixels, example * length, pixels, (example - 1) * length, length, own);
        }
        blend(pixels, 0, last, 0, length, own);
        return (double) own / ONE;
    }

    private static void blend(byte[] to, int at, byte[] partner, int from, int length, int own) {
        int others = ONE - own;
        for (int i = 0; i < length; i++) {
            int sum = (to[at + i] & 0xff) * own + (partner[from + i] & 0xff) * others + ONE / 2;
            to[at + i] = (byte) (sum >> BITS);
        }
    }
}
