/**
 * The specifications that are sent to executors, and the runtimes that executors build from them: {@link
 * dev.convoy.driver.executor.WorkerRuntime} computes the workers of a round. Its caches do not change results.
 */
package dev.convoy.driver.executor;
