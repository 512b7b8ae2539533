/** What a benchmark measures: speed and memory. */
package dev.convoy.bench.measure;
