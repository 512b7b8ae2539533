/** The verb {@code augment}. */
package dev.convoy.jobs.augment;
