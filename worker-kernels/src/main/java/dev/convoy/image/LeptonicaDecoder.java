package dev.convoy.image;

import static org.bytedeco.leptonica.global.leptonica.L_SEVERITY_NONE;
import static org.bytedeco.leptonica.global.leptonica.getImagelibVersions;
import static org.bytedeco.leptonica.global.leptonica.getLeptonicaVersion;
import static org.bytedeco.leptonica.global.leptonica.pixDestroy;
import static org.bytedeco.leptonica.global.leptonica.pixGetData;
import static org.bytedeco.leptonica.global.leptonica.pixGetDepth;
import static org.bytedeco.leptonica.global.leptonica.pixGetHeight;
import static org.bytedeco.leptonica.global.leptonica.pixGetSpp;
import static org.bytedeco.leptonica.global.leptonica.pixGetWidth;
import static org.bytedeco.leptonica.global.leptonica.pixReadMemJpeg;
import static org.bytedeco.leptonica.global.leptonica.pixReadMemWebP;
import static org.bytedeco.leptonica.global.leptonica.setMsgSeverity;

import dev.convoy.image.format.DamagedFileException;
import dev.convoy.image.format.JpegHeader;
import dev.convoy.image.format.Samples;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;

/** Decodes JPEG by libjpeg-turbo and WebP by libwebp, through Leptonica. */
final class LeptonicaDecoder extends PortableDecoder {
    /** Enough rows are copied at a time to make a call cheap, few enough for them to stay in the processor's cache. */
    private static final int COPIED_PIXELS = 1 << 14;

    private BytePointer input = new BytePointer();
    private int[] words = new int[COPIED_PIXELS];

    LeptonicaDecoder() {
        setMsgSeverity(L_SEVERITY_NONE);
    }

    @Override
    public String identity() {
        String libraries = getImagelibVersions().getString().replaceAll("\\s*:\\s*|\\s+", ",");
        return getLeptonicaVersion().getString() + "/" + libraries + "/" + RULES;
    }

    @Override
    void decodeJpeg(JpegHeader header, byte[] file, int length, Raster to) throws DamagedFileException {
        load(file, length);
        // Of damaged data libjpeg makes up pixels, with a warning, which Leptonica takes for an error by default.
        copy(pixReadMemJpeg(input, length, 0, 1, (IntPointer) null, 0), to);
    }

    @Override
    void decodeWebp(byte[] file, int length, Raster to) throws DamagedFileException {
        load(file, length);
        copy(pixReadMemWebP(input, length), to);
    }

    private void load(byte[] file, int length) {
        if (input.capacity() < length) {
            input.close();
            input = new BytePointer(length);
        }
        input.position(0).put(file, 0, length);
    }

    private void copy(PIX image, Raster to) throws DamagedFileException {
        if (image == null) {
            throw new DamagedFileException("damaged image data");
        }
        try {
            if (pixGetHeight(image) != to.height() || pixGetWidth(image) != to.width()) {
                throw new DamagedFileException("another size than its header says");
            }
            if (pixGetDepth(image) != (to.channels() == 1 ? 8 : 32)) {
                throw new DamagedFileException("other channels than its header says");
            }
            copy(pixGetData(image), pixGetSpp(image) == 4, to);
        } finally {
            pixDestroy(image);
        }
    }

    private void copy(IntPointer data, boolean alpha, Raster to) {
        int rowWords = to.channels() == 1 ? (to.width() + 3) / 4 : to.width();
        int rows = Math.max(COPIED_PIXELS / rowWords, 1);
        if (words.length < rows * rowWords) {
            words = new int[rows * rowWords];
        }
        for (int row = 0; row < to.height(); row += rows) {
            int copied = Math.min(rows, to.height() - row);
            data.position((long) row * rowWords).get(words, 0, copied * rowWords);
            if (to.channels() == 1) {
                unpackGrey(row, copied, rowWords, to);
            } else if (alpha) {
                unpackAlpha(row, copied, to);
            } else {
                unpackColour(row, copied, to);
            }
        }
    }

    /** A word has four pixels, the first in its highest byte; rows begin with a word. */
    private void unpackGrey(int firstRow, int rows, int rowWords, Raster to) {
        byte[] pixels = to.pixels();
        int at = firstRow * to.width();
        for (int row = 0; row < rows; row++) {
            for (int x = 0; x < to.width(); x++) {
                pixels[at++] = (byte) (words[row * rowWords + (x >> 2)] >>> (24 - 8 * (x & 3)));
            }
        }
    }

    /** A word has red, green, blue and alpha, red in its highest byte. */
    private void unpackColour(int firstRow, int rows, Raster to) {
        byte[] pixels = to.pixels();
        int[] from = words;
        int at = 3 * firstRow * to.width();
        for (int i = 0; i < rows * to.width(); i++) {
            int word = from[i];
            pixels[at] = (byte) (word >>> 24);
            pixels[at + 1] = (byte) (word >>> 16);
            pixels[at + 2] = (byte) (word >>> 8);
            at += 3;
        }
    }

    private void unpackAlpha(int firstRow, int rows, Raster to) {
        byte[] pixels = to.pixels();
        int at = 3 * firstRow * to.width();
        for (int i = 0; i < rows * to.width(); i++) {
            int word = words[i];
            int alpha = word & 0xff;
            pixels[at] = (byte) Samples.overWhite(word >>> 24, alpha);
            pixels[at + 1] = (byte) Samples.overWhite(word >>> 16 & 0xff, alpha);
            pixels[at + 2] = (byte) Samples.overWhite(word >>> 8 & 0xff, alpha);
            at += 3;
        }
    }

    @Override
    public void close() {
        super.close();
        input.close();
    }
}
