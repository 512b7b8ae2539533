/**
 * {@code bench gpu --check}: an engine's gradients, outputs and training steps compared with {@code reference}. All but
 * {@link dev.convoy.bench.check.BuiltInCases} runs without Deeplearning4j, ND4J's natives and Spark.
 */
package dev.convoy.bench.check;
