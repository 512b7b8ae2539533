/** The verbs {@code sweep} and {@code compare}. They train a trial through the port {@link TrialRunner}. */
package dev.convoy.jobs.sweep;
