/**
 * File formats: what a file says of itself before any library sees it, and the formats that are decoded here, in Java: PNG,
 * BMP, GIF and TIFF. Knows nothing of the packages above it.
 */
package dev.convoy.image.format;
