/**
 * What the cluster offers and what happens on it: waiting for executors, limits of the driver's memory, threads of a task, and
 * counters of bytes, retries and losses.
 */
package dev.convoy.driver.cluster;
