package dev.convoy.augment.mix;

import dev.convoy.base.RandomStream;

/**
 * Mixes each example of a minibatch with a partner: the one before it, as it was; for the first, this is the last
 * (torchvision: {@code roll(1)}). The only example of a minibatch is its own partner, and stays as it is.
 */
interface Mixture {
    /**
     * Changes the pixels.
     *
     * @param random the choices for this minibatch
     * @param last a copy of the last example's pixels
     * @return share of each example's own label
     */
    double mix(Examples examples, RandomStream random, byte[] last);
}
