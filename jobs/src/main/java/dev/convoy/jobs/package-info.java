/**
 * What a person runs: one class a verb, behind {@link dev.convoy.jobs.Main}. Calls the driver's packages; nobody calls
 * it but spark-submit.
 */
package dev.convoy.jobs;
