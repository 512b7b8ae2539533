/**
 * Users' programs: Deeplearning4j on Spark, which trains with either master and is what {@code bench dl4j-spark} measures;
 * and a Spark ML pipeline. What users copy from; nobody else calls them but spark-submit.
 */
package dev.convoy.jobs.example;
