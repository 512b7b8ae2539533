package dev.convoy.driver.prepare.image;

import dev.convoy.driver.dataset.ChannelSums;
import dev.convoy.image.Fingerprints;
import dev.convoy.image.Raster;

/**
 * What is known of an image without its pixels.
 *
 * @param label name of its class
 * @param kind format of its file, or {@code raw}
 * @param size its size as stored
 * @param storedBytes about what its row takes
 * @param looks what tells duplicates
 * @param sums sums of its pixels as stored, decoded again
 */
public record ImageFacts(String label, String kind, Size size, long storedBytes, Looks looks, ChannelSums sums) {

    /** A size in pixels. */
    public record Size(int height, int width) {}

    /**
     * What tells whether two images are alike, however they are stored.
     *
     * @param pixels hash of the pixels as decoded
     * @param perceptual hash that changes little if the image does
     * @param thumbnail 64 bytes of a {@link Thumbnail}
     */
    public record Looks(long pixels, long perceptual, byte[] thumbnail) {
        static Looks of(Raster image) {
            return new Looks(Fingerprints.ofPixels(image), Fingerprints.perceptual(image), Thumbnail.of(image));
        }
    }
}
