/** Archives: tar, gzipped or not, with WebDataset's naming; Hadoop's SequenceFiles. */
package dev.convoy.driver.prepare.source.archive;
