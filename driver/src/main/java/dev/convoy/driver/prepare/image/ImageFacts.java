package dev.convoy.driver.prepare.image;

/**
 * What is known of an image without its pixels.
 *
 * @param label name of its class
 * @param kind format of its file, or {@code raw}
 * @param size its size as stored
 * @param storedBytes about what its row takes
 * @param fingerprint hash of its pixels as decoded
 * @param perceptual hash that changes little if the image does
 * @param sums sums of its pixels as stored, decoded again
 */
public record ImageFacts(
        String label, String kind, Size size, long storedBytes, long fingerprint, long perceptual, ChannelSums sums) {

    /** A size in pixels. */
    public record Size(int height, int width) {}
}
