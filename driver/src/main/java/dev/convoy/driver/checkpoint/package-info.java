/**
 * Checkpoints on a Hadoop file system: written to a temporary folder, then renamed into place; read back only if every byte is
 * as it was written. The format is our own and holds no serialized objects.
 */
package dev.convoy.driver.checkpoint;
