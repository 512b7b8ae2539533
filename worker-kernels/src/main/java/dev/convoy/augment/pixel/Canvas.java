package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;

/** An image that is being changed, and room for the next one. Used by one thread at a time. */
public final class Canvas {
    private Raster image;
    private Raster spare;

    /**
     * @param image is changed
     * @param spare its pixels are overwritten
     */
    public Canvas(Raster image, Raster spare) {
        this.image = image;
        this.spare = spare;
    }

    /** The image as it is now. */
    public Raster image() {
        return image;
    }

    /** Returns room for an image of the same size, whose pixels are undefined. */
    Raster next() {
        spare.reset(image.height(), image.width(), image.channels());
        return spare;
    }

    /** Makes what was written to {@link #next} the image. */
    void turn() {
        Raster old = image;
        image = spare;
        spare = old;
    }

    /** Number of values: height × width × channels. */
    int length() {
        return image.height() * image.width() * image.channels();
    }
}
