/** Paths as users write them, and file systems that are missing. */
package dev.convoy.driver.files;
