package dev.convoy.augment.mix;

import dev.convoy.base.RandomStream;

/**
 * A rectangle of each example is the partner's; its sides are √(1 − λ) of the image's, its middle is anywhere, and what
 * is outside of the image is cut off (Yun et al.: "CutMix: Regularization Strategy to Train Strong Classifiers with
 * Localizable Features", 2019). λ and the rectangle are the same for the whole minibatch.
 *
 * @param shares distribution of λ
 */
record Cutmix(BetaDistribution shares) implements Mixture {
    @Override
    public double mix(Examples examples, RandomStream random, byte[] last) {
        int height = examples.shape().height();
        int width = examples.shape().width();
        double half = 0.5 * Math.sqrt(1 - shares.sample(random));
        int column = random.below(width);
        int row = random.below(height);
        int left = Math.max(column - (int) (half * width), 0);
        int top = Math.max(row - (int) (half * height), 0);
        int right = Math.min(column + (int) (half * width), width);
        int bottom = Math.min(row + (int) (half * height), height);
        int channels = examples.shape().channels();
        int length = examples.length();
        byte[] pixels = examples.pixels();
        for (int example = examples.count() - 1; example >= 0; example--) {
            byte[] partner = example == 0 ? last : pixels;
            int from = example == 0 ? 0 : (example - 1) * length;
            for (int line = top; line < bottom; line++) {
                int start = (line * width + left) * channels;
                System.arraycopy(partner, from + start, pixels, example * length + start, (right - left) * channels);
            }
        }
        return 1 - (double) (right - left) * (bottom - top) / (width * height);
    }
}
