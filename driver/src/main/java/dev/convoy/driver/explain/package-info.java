/**
 * The page that explains a network on a person's own images. The verb {@code explain} alone calls it; it starts no Spark
 * job and reads no files.
 */
package dev.convoy.driver.explain;
