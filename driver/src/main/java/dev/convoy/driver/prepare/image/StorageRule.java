package dev.convoy.driver.prepare.image;

import dev.convoy.driver.dataset.manifest.StoredForm;
import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import dev.convoy.image.Resizer;
import java.io.Serializable;

/**
 * What is stored of an image.
 *
 * @param kind a kind of {@link StoredForm}
 * @param shortSide length of the shorter side of images that are reduced; 0 unless that is the kind
 * @param quality JPEG quality of images that are reduced
 * @param height height of raw images; 0 for their own
 * @param width width of raw images; 0 for their own
 */
public record StorageRule(String kind, int shortSide, int quality, int height, int width) implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Names in the manifest of the two ways to resize. */
    private static final String SHORT_SIDE_RULE = "shorter side, bilinear with antialias";

    private static final String CROP_RULE = "largest centred part of the shape, bilinear with antialias";

    /** The files as they are. */
    public static StorageRule original() {
        return new StorageRule(StoredForm.ORIGINAL, 0, 0, 0, 0);
    }

    public static StorageRule shortSide(int pixels, int quality) {
        return new StorageRule(StoredForm.SHORT_SIDE, pixels, quality, 0, 0);
    }

    /** Decoded pixels, of this size or, if it is 0, of their own. */
    public static StorageRule raw(int height, int width) {
        return new StorageRule(StoredForm.RAW, 0, 0, height, width);
    }

    boolean isOriginal() {
        return kind.equals(StoredForm.ORIGINAL);
    }

    public boolean isRaw() {
        return kind.equals(StoredForm.RAW);
    }

    /** Returns the name of the way in which images are resized; null if they are not. */
    public String resizing() {
        if (kind.equals(StoredForm.SHORT_SIDE)) {
            return SHORT_SIDE_RULE;
        }
        return height > 0 ? CROP_RULE : null;
    }

    /** Whether an image is stored with other pixels than it has. */
    boolean changes(Raster image) {
        if (isRaw()) {
            return height > 0 && (image.height() != height || image.width() != width);
        }
        return shortSide > 0 && Math.min(image.height(), image.width()) > shortSide;
    }

    /** Writes an image as it is stored, if that {@link #changes} it. */
    void resize(Raster image, Resizer resizer, Raster to) {
        if (isRaw()) {
            to.reset(height, width, image.channels());
            resizer.resize(image, part(image), to);
        } else {
            resizer.resizeShorterSide(image, shortSide, to);
        }
    }

    /** Returns the largest centred part of the shape height:width, in whole pixels. */
    Region part(Raster image) {
        boolean wide = (long) image.width() * height > (long) image.height() * width;
        int partHeight = wide ? image.height() : scaled(image.width(), height, width);
        int partWidth = wide ? scaled(image.height(), width, height) : image.width();
        return new Region((image.height() - partHeight) / 2, (image.width() - partWidth) / 2, partHeight, partWidth);
    }

    private static int scaled(int length, int by, int divisor) {
        return Math.max(1, (int) Math.round((double) length * by / divisor));
    }
}
