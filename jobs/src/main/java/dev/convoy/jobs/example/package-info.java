/** Example programs: Deeplearning4j on Spark, which trains with either training master, and a Spark ML pipeline. */
package dev.convoy.jobs.example;
