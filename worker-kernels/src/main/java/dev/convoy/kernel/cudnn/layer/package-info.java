/**
 * Layers on a GPU, one class for each family. A layer appends its steps to a program: forward, then backward.
 * {@link dev.convoy.kernel.cudnn.layer.LayerFactory} says which class computes which layer.
 */
package dev.convoy.kernel.cudnn.layer;
