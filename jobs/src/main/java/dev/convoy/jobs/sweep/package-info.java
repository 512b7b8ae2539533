/** The verbs {@code sweep} and {@code compare}. How a trial is trained is behind the port {@link TrialRunner}. */
package dev.convoy.jobs.sweep;
