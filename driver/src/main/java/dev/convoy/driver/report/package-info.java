/**
 * What a person sees of a run: events, and the listeners that turn them into console lines and files.
 *
 * <p>Called by {@code round} through {@link dev.convoy.driver.report.TrainingListener} only; a listener that throws never
 * stops training.
 */
package dev.convoy.driver.report;
