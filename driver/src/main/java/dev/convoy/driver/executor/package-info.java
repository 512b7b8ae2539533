/**
 * What is sent to executors, and what they make of it: {@link dev.convoy.driver.executor.WorkerRuntime} computes the workers of
 * a round. What it keeps between calls changes no result.
 */
package dev.convoy.driver.executor;
