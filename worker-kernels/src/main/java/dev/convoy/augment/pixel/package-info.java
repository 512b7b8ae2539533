/**
 * Changes of the pixels of one image, without chance: to the bit what Pillow computes, which torchvision uses for images
 * from files.
 */
package dev.convoy.augment.pixel;
