/** Parquet files with a column of images. */
package dev.convoy.driver.prepare.source.table;
