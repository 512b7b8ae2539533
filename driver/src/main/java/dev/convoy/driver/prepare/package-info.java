/**
 * The verb {@code prepare}: makes a dataset from images as a Spark job. {@link DatasetPreparation} has the steps in their
 * order. The driver never holds anything that grows with the number of images.
 */
package dev.convoy.driver.prepare;
