/**
 * How the workers' results of a round become its average, on a cluster and in local mode. Knows what a worker's task
 * gives, and not how it trains.
 */
package dev.convoy.driver.spark.exchange;
