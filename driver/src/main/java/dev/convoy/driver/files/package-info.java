/**
 * Files and folders as people name them.
 *
 * <p>Called by whatever takes a path from a person; calls Hadoop's file systems and nothing of Convoy's driver.
 */
package dev.convoy.driver.files;
