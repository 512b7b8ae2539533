/** One stand-in for a class that Deeplearning4j 1.0.0-M2.1 looks up under its old name. No code of ours calls it. */
package org.nd4j.nativeblas;
