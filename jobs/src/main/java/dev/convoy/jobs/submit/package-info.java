/**
 * Decides what {@code submit.sh} starts: {@link dev.convoy.jobs.submit.Launcher} turns arguments, environment and
 * properties files into the command of spark-submit. Calls {@code dev.convoy.jobs} for the job's options and
 * {@code driver.config} for its keys; nobody calls it but the script.
 */
package dev.convoy.jobs.submit;
