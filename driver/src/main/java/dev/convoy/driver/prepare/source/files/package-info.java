/** Listing and reading files: what all kinds of input share. Knows no format. */
package dev.convoy.driver.prepare.source.files;
