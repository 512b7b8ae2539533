/**
 * What a person sees of a run: listeners that turn its events into console lines and files, and the summaries in the run
 * folder. Training does not depend on this package.
 */
package dev.convoy.driver.report;
