/**
 * What {@code prepare} does with one image: decode it, bring it into the form in which it is stored, and give it its split
 * and its place; and sums over images. No Spark.
 */
package dev.convoy.driver.prepare.image;
