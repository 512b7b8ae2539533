/**
 * What a trained network says of images: one row for each image in Parquet, and, where images have labels, how often it is
 * right. The same images give the same files, however many executors there are.
 */
package dev.convoy.driver.predict;
