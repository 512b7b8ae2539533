package dev.convoy.image;

import dev.convoy.image.format.DamagedFileException;
import dev.convoy.image.format.JpegHeader;

/** Decodes JPEG by the JDK. */
final class ImageIoDecoder extends PortableDecoder {
    @Override
    public String identity() {
        return "imageio-" + System.getProperty("java.runtime.version") + "/" + RULES;
    }

    @Override
    void decodeJpeg(JpegHeader header, byte[] file, int length, Raster to) throws DamagedFileException {
        throw new DamagedFileException("not yet read");
    }

    @Override
    void decodeWebp(byte[] file, int length, Raster to) throws DamagedFileException {
        throw new DamagedFileException("read by the decoder leptonica only");
    }
}
