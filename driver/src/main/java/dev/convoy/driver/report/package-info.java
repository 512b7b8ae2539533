/**
 * The output of a run for users: listeners that turn its events into console lines and files, and the summaries in the
 * run folder. Training does not depend on this package.
 */
package dev.convoy.driver.report;
