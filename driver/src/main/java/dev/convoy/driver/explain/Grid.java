package dev.convoy.driver.explain;

/** Numbers of a grid over an image, row-major. */
record Grid(int height, int width, float[] values) {}
