/**
 * Deeplearning4j itself as a kernel, on whichever ND4J backend is on the class path: any layer it knows, at its speed,
 * with its oneDNN layer helpers switched on.
 */
package dev.convoy.kernel.nd4j;
