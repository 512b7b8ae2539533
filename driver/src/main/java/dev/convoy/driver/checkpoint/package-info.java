/**
 * Checkpoints on a Hadoop file system. They are written to a temporary folder, which is then renamed, and read only if
 * every byte is as it was written. The format is our own and holds no serialized objects.
 */
package dev.convoy.driver.checkpoint;
