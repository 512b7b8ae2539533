/** The commands that a user runs: one class for each verb, started by {@link dev.convoy.jobs.Main}. */
package dev.convoy.jobs;
