/** Lists of paths and labels: CSV and Parquet. The driver reads a list; tasks read the files that it names. */
package dev.convoy.driver.prepare.source.list;
