/**
 * Deeplearning4j itself as a kernel, on the ND4J backend that is on the class path: any layer that it knows, at its
 * speed, with its oneDNN layer helpers switched on.
 */
package dev.convoy.kernel.nd4j;
