package dev.convoy.driver.prepare.source;

/**
 * The shape of pixels that are not encoded: height × width × channels unsigned bytes, interleaved.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record RawShape(int height, int width, int channels) {}
