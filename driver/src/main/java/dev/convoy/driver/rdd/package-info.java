/** Training on the examples of an RDD, for Deeplearning4j's and Spark ML's adapters. */
package dev.convoy.driver.rdd;
