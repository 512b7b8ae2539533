package dev.convoy.image;

import static org.bytedeco.leptonica.global.leptonica.L_SEVERITY_NONE;
import static org.bytedeco.leptonica.global.leptonica.lept_free;
import static org.bytedeco.leptonica.global.leptonica.pixCreate;
import static org.bytedeco.leptonica.global.leptonica.pixDestroy;
import static org.bytedeco.leptonica.global.leptonica.pixGetData;
import static org.bytedeco.leptonica.global.leptonica.pixWriteMemJpeg;
import static org.bytedeco.leptonica.global.leptonica.setMsgSeverity;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.PIX;

/**
 * Writes baseline JPEG files by libjpeg-turbo: colour with chroma of half the resolution in both directions (4:2:0), grey
 * as one component. The same pixels and quality give the same bytes. Used by one thread at a time.
 */
public final class JpegEncoder {
    private static final int MAX_SIDE = 65_500;

    private byte[] swapped = new byte[0];

    /** @param quality libjpeg's, 1 to 100 */
    public byte[] encode(Raster image, int quality) {
        if (quality < 1 || quality > 100 || Math.max(image.height(), image.width()) > MAX_SIDE) {
            throw new IllegalArgumentException(
                    "no JPEG of quality " + quality + " of an image of " + image.height() + "×" + image.width());
        }
        setMsgSeverity(L_SEVERITY_NONE);
        // Of 24 bits a pixel, Leptonica hands rows to libjpeg as they are.
        PIX pix = pixCreate(image.width(), image.height(), 8 * image.channels());
        if (pix == null) {
            throw new OutOfMemoryError("no native memory for an image of " + image.height() + "×" + image.width());
        }
        try (PointerPointer<BytePointer> data = new PointerPointer<>(1);
                SizeTPointer size = new SizeTPointer(1)) {
            fill(pix, image);
            int failed = pixWriteMemJpeg(data, size, pix, quality, 0);
            BytePointer written = data.get(BytePointer.class);
            try {
                if (failed != 0) {
                    throw new IllegalStateException("JPEG could not be written");
                }
                byte[] file = new byte[(int) size.get()];
                written.get(file);
                return file;
            } finally {
                lept_free(written);
            }
        } finally {
            pixDestroy(pix);
        }
    }

    private void fill(PIX pix, Raster image) {
        BytePointer data = new BytePointer(pixGetData(pix));
        int used = image.width() * image.channels();
        int rowBytes = (used + 3) / 4 * 4;
        for (int row = 0; row < image.height(); row++) {
            data.position((long) row * rowBytes);
            if (image.channels() == 3) {
                data.put(image.pixels(), row * used, used);
            } else {
                data.put(swapped(image, row, rowBytes), 0, rowBytes);
            }
        }
    }

    /** Returns a row of grey pixels as Leptonica keeps it: the first of four in the highest byte of a word. */
    private byte[] swapped(Raster image, int row, int rowBytes) {
        if (swapped.length < rowBytes) {
            swapped = new byte[rowBytes];
        }
        for (int x = 0; x < image.width(); x++) {
            swapped[x ^ 3] = image.pixels()[row * image.width() + x];
        }
        return swapped;
    }
}
