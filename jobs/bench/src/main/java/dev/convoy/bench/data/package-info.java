/** Measures the way from stored images to batches. */
package dev.convoy.bench.data;
