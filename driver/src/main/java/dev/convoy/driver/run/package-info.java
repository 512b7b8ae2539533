/** A run folder: its files, written whole or not at all, and the one process that may write to it. */
package dev.convoy.driver.run;
