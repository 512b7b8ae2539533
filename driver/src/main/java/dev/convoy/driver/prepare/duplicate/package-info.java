/**
 * Finds images that are in a dataset more than once, above all in two splits: a score on images that a network was trained
 * on says nothing. Works on hashes, as Spark jobs, and tells the driver counts and a few examples.
 */
package dev.convoy.driver.prepare.duplicate;
