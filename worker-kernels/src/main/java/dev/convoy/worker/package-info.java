/**
 * What one logical worker does in a round: decode its minibatches and take τ steps of gradient and update, as a pure
 * function of what it is given.
 *
 * <p>Called by the driver's {@code round} and {@code spark} packages; calls {@code dev.convoy.kernel} for gradients and
 * Deeplearning4j for all updates but the most common, which it takes in one pass. Knows nothing of Spark, Hadoop, or where images came from.
 */
package dev.convoy.worker;
