/** Code that the verbs share: options, the checks before a run, and the reading of a finished one. */
package dev.convoy.jobs.job;
