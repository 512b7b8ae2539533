/** The verb {@code explain}. */
package dev.convoy.jobs.explain;
