package dev.convoy.image;

import dev.convoy.base.RandomStream;

/**
 * What is used of an image: a region of it is resized to a height and a width, and of the result those pixels count that
 * lie in a window, perhaps mirrored.
 *
 * @param height of the region when it is resized
 * @param window a part of the resized region
 * @param mirrored whether left and right are exchanged
 */
public record Frame(Region region, int height, int width, Region window, boolean mirrored) {
    /** Chooses a frame when an image's size is known. */
    @FunctionalInterface
    public interface Choice {
        Frame of(int imageHeight, int imageWidth);
    }

    public Frame {
        if (window.top() + window.height() > height || window.left() + window.width() > width) {
            throw new IllegalArgumentException(window + " of " + height + "×" + width + " pixels");
        }
    }

    /** Returns the frame of a region that is resized as a whole. */
    public static Frame resized(Region region, int height, int width) {
        return new Frame(region, height, width, new Region(0, 0, height, width), false);
    }

    /**
     * Returns the frame of a whole image whose shorter side becomes {@code length}, as torchvision's {@code Resize} does
     * with one number: the other side is rounded down.
     */
    public static Frame shorterSide(int imageHeight, int imageWidth, int length) {
        int shorter = Math.min(imageHeight, imageWidth);
        return resized(
                new Region(0, 0, imageHeight, imageWidth),
                scaled(imageHeight, length, shorter),
                scaled(imageWidth, length, shorter));
    }

    /**
     * Returns the frame of the square in the middle of a whole image whose shorter side becomes {@code length}:
     * torchvision's {@code Resize} and {@code CenterCrop}.
     *
     * @param size of the square, at most {@code length}
     */
    public static Frame centerCrop(int imageHeight, int imageWidth, int length, int size) {
        Frame whole = shorterSide(imageHeight, imageWidth, length);
        Region window = Region.centerCrop(whole.height, whole.width, size);
        return new Frame(whole.region, whole.height, whole.width, window, false);
    }

    /**
     * Returns the frame of a random region, {@link Region#randomResizedCrop}, that becomes a square, mirrored half of
     * the time.
     */
    public static Frame randomResizedCrop(int imageHeight, int imageWidth, int size, RandomStream random) {
        Frame frame = resized(Region.randomResizedCrop(imageHeight, imageWidth, random), size, size);
        return new Frame(frame.region, size, size, frame.window, random.below(2) == 1);
    }

    /** Returns the frame for an image that is the region alone. */
    Frame ofRegion() {
        return new Frame(new Region(0, 0, region.height(), region.width()), height, width, window, mirrored);
    }

    private static int scaled(int side, int length, int shorter) {
        return (int) ((double) length * side / shorter);
    }
}
