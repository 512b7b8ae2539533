/**
 * Decides what {@code submit.sh} starts: {@link dev.convoy.jobs.submit.Launcher} turns arguments, environment and
 * properties files into the command of spark-submit.
 */
package dev.convoy.jobs.submit;
