/** Finds out what an input is. */
package dev.convoy.driver.prepare.source.detect;
