/** What a person runs: one class for each verb, started by {@link dev.convoy.jobs.Main}. */
package dev.convoy.jobs;
