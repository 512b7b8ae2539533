/** The verb {@code bench}: speed and memory, measured side by side in one run; prints a table and writes it as JSON. */
package dev.convoy.bench;
