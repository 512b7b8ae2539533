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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;

/** Decodes JPEG by libjpeg-turbo and WebP by libwebp, through Leptonica. */
final class LeptonicaDecoder extends PortableDecoder {
    private static final VarHandle FOUR_BYTES = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private BytePointer input = new BytePointer();
    private int[] words = new int[0];

    LeptonicaDecoder() {
        setMsgSeverity(L_SEVERITY_NONE);
    }

    @Override
    public String identity() {
        String libraries = Stream.of(getImagelibVersions().getString().split(" : "))
                .filter(library -> library.startsWith("libjpeg") || library.startsWith("libwebp"))
                .collect(Collectors.joining("/"));
        return getLeptonicaVersion().getString() + "/" + libraries.replace(' ', '-') + "/" + RULES;
    }

    @Override
    void decodeJpeg(JpegHeader header, byte[] file, int length, Region region, Raster to) throws DamagedFileException {
        load(file, length);
        // Of damaged data libjpeg makes up pixels, with a warning, which Leptonica takes for an error by default.
        PIX image = pixReadMemJpeg(input, length, 0, 1, (IntPointer) null, 0);
        copy(image, header.height(), header.width(), region, to);
    }

    @Override
    void decodeWebp(byte[] file, int length, Raster to) throws DamagedFileException {
        load(file, length);
        copy(pixReadMemWebP(input, length), to.height(), to.width(), Region.whole(to), to);
    }

    private void load(byte[] file, int length) {
        if (input.capacity() < length) {
            input.close();
            input = new BytePointer(length);
        }
        input.position(0).put(file, 0, length);
    }

    private void copy(PIX image, int height, int width, Region region, Raster to) throws DamagedFileException {
        if (image == null) {
            throw new DamagedFileException("damaged image data");
        }
        try {
            if (pixGetHeight(image) != height || pixGetWidth(image) != width) {
                throw new DamagedFileException("another size than its header says");
            }
            if (pixGetDepth(image) != (to.channels() == 1 ? 8 : 32)) {
                throw new DamagedFileException("other channels than its header says");
            }
            boolean alpha = pixGetSpp(image) == 4;
            IntPointer data = pixGetData(image);
            int rowWords = to.channels() == 1 ? (width + 3) / 4 : width;
            for (int row = 0; row < to.height(); row++) {
                copyRow(data.position((long) (region.top() + row) * rowWords), region.left(), alpha, row, to);
            }
        } finally {
            pixDestroy(image);
        }
    }

    private void copyRow(IntPointer from, int left, boolean alpha, int row, Raster to) {
        int width = to.width();
        int start = row * width * to.channels();
        if (words.length < width) {
            words = new int[width];
        }
        if (to.channels() == 1) {
            from.position(from.position() + left / 4).get(words, 0, (left % 4 + width + 3) / 4);
            unpackGrey(words, left % 4, width, to.pixels(), start);
        } else {
            from.position(from.position() + left).get(words, 0, width);
            if (alpha) {
                unpackAlpha(words, width, to.pixels(), start);
            } else {
                unpackColour(words, width, to.pixels(), start);
            }
        }
    }

    /** A word has four pixels, the first in its highest byte. */
    private static void unpackGrey(int[] words, int first, int width, byte[] to, int start) {
        for (int x = 0; x < width; x++) {
            int at = first + x;
            to[start + x] = (byte) (words[at >> 2] >>> (24 - 8 * (at & 3)));
        }
    }

    /** A word has red, green, blue and alpha, red in its highest byte. */
    private static void unpackColour(int[] words, int width, byte[] to, int start) {
        // Alpha is overwritten by the next pixel; after the last one, a raster has room for it.
        for (int x = 0; x < width; x++) {
            FOUR_BYTES.set(to, start + 3 * x, words[x]);
        }
    }

    private static void unpackAlpha(int[] words, int width, byte[] to, int start) {
        for (int x = 0; x < width; x++) {
            int alpha = words[x] & 0xff;
            for (int i = 0; i < 3; i++) {
                to[start + 3 * x + i] = (byte) Samples.overWhite(words[x] >>> (24 - 8 * i) & 0xff, alpha);
            }
        }
    }

    @Override
    public void close() {
        super.close();
        input.close();
    }
}
