/** HDFS and YARN for tests. Runs in a process of its own that the integration tests of {@code jobs} start. */
package dev.convoy.minihadoop;
