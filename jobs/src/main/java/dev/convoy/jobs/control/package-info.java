/** The verbs hold, resume and stop, and what a training does for them. */
package dev.convoy.jobs.control;
