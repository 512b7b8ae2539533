/**
 * Random changes of training images. Each is a pure function of the seed, the epoch and the example. {@code pixel} has
 * the changes without chance, {@code mix} those that mix examples of a minibatch. No Spark, no Hadoop.
 */
package dev.convoy.augment;
