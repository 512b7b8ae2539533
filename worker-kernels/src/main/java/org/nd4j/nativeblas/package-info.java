/** One stand-in for a class that Deeplearning4j 1.0.0-M2.1 looks for under its old name. Nobody calls it by hand. */
package org.nd4j.nativeblas;
