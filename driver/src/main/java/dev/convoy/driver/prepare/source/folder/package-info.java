/** Image files: in a folder per class, in one folder, or one alone. */
package dev.convoy.driver.prepare.source.folder;
