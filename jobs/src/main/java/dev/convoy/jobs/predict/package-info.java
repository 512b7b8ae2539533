/** The verbs {@code evaluate} and {@code predict}. */
package dev.convoy.jobs.predict;
