/**
 * The sources of examples: IDX files on any Hadoop file system, and RDDs, which are exported to such a file system
 * first.
 */
package dev.convoy.driver.dataset;
