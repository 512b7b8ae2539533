/**
 * A user's program for Deeplearning4j on Spark, which trains with either master: what users copy from, and what
 * {@code bench dl4j-spark} measures. Nobody else calls it but spark-submit.
 */
package dev.convoy.jobs.example;
