package dev.convoy.image;

import dev.convoy.image.format.DamagedFileException;
import dev.convoy.image.format.JpegHeader;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Decodes JPEG by the JDK, as components: what the JDK makes of colour profiles and of grey would be other pixels. Images
 * pass through the Java heap. WebP is refused.
 */
final class ImageIoDecoder extends PortableDecoder {
    /** Of the JDK's own classes, because a class path may have others for the same format. */
    private static final String JDK_PACKAGE = "com.sun.imageio.";

    private final ImageReader reader = jdkReader();
    private final ArrayImageStream stream = new ArrayImageStream();
    private boolean warned;
    private byte[] row = new byte[0];

    ImageIoDecoder() {
        reader.addIIOReadWarningListener((source, warning) -> warned = true);
    }

    private static ImageReader jdkReader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(JDK_PACKAGE)) {
                return reader;
            }
        }
        throw new IllegalStateException("this JDK has no decoder of JPEG");
    }

    @Override
    public String identity() {
        return "imageio-" + System.getProperty("java.vendor") + "-" + System.getProperty("java.runtime.version") + "/"
                + RULES;
    }

    @Override
    void decodeJpeg(JpegHeader header, byte[] file, int length, Region region, Raster to) throws DamagedFileException {
        stream.open(file, length);
        warned = false;
        java.awt.image.Raster components;
        try {
            reader.setInput(stream, true, true);
            components = reader.readRaster(0, null);
        } catch (IOException | RuntimeException e) {
            throw new DamagedFileException("damaged image data");
        }
        // Of damaged data the JDK makes up pixels.
        if (warned) {
            throw new DamagedFileException("damaged image data");
        }
        if (components.getHeight() != header.height()
                || components.getWidth() != header.width()
                || components.getNumBands() != header.components()) {
            throw new DamagedFileException("another size than its header says");
        }
        if (row.length < to.width() * header.components()) {
            row = new byte[to.width() * header.components()];
        }
        for (int y = 0; y < to.height(); y++) {
            components.getDataElements(region.left(), region.top() + y, to.width(), 1, row);
            header.toColours(row, to.width(), to.pixels(), y * to.width() * to.channels());
        }
    }

    @Override
    void decodeWebp(byte[] file, int length, Raster to) throws DamagedFileException {
        throw new DamagedFileException("read by the decoder leptonica only");
    }

    @Override
    public void close() {
        super.close();
        reader.dispose();
    }
}
