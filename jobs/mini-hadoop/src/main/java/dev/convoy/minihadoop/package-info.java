/** HDFS and YARN for tests. Runs in a separate process that the integration tests of {@code jobs} start. */
package dev.convoy.minihadoop;
