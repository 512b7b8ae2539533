/** Files of pixels: IDX (MNIST's) and CIFAR's binary files. */
package dev.convoy.driver.prepare.source.binary;
