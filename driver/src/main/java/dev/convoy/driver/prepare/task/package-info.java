/** What {@code prepare} does in Spark's tasks: read and decode parts of the input, measure, sort, and write shards. */
package dev.convoy.driver.prepare.task;
