/**
 * One logical worker's part of a round: it assembles minibatches and makes τ steps of gradient and update, as a pure
 * function of its arguments. The common updaters have one fused pass; all others are Deeplearning4j's own.
 */
package dev.convoy.worker;
