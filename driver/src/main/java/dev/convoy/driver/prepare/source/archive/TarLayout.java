package dev.convoy.driver.prepare.source.archive;

import dev.convoy.driver.prepare.source.files.FolderLayout;
import java.io.Serializable;

/**
 * How the files inside archives are named.
 *
 * @param samples whether files with labels lie beside images, in WebDataset's naming
 */
record TarLayout(boolean samples, FolderLayout folders) implements Serializable {}
