/**
 * The cluster's resources and events: waiting for executors, limits of the driver's memory, threads of a task, and
 * counters of bytes, retries and losses.
 */
package dev.convoy.driver.cluster;
