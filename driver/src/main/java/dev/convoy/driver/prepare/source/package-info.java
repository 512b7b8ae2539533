/**
 * What {@code prepare} and {@code predict} can read, with one interface for all kinds: a {@link
 * dev.convoy.driver.prepare.source.SourceFormat} finds its files by their content and cuts them into {@link
 * dev.convoy.driver.prepare.source.SourcePart}s, which tasks read. Each format has its classes in a subpackage; {@code
 * detect} knows all of them. No Spark.
 */
package dev.convoy.driver.prepare.source;
