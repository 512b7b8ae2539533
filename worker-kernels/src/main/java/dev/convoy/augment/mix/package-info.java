/** Mixtures of the examples of a minibatch: mixup and CutMix. */
package dev.convoy.augment.mix;
