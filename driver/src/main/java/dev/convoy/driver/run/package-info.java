/**
 * Who may work on a run folder: one process at a time.
 *
 * <p>Must never depend on the packages of the data flow, nor on Spark.
 */
package dev.convoy.driver.run;
