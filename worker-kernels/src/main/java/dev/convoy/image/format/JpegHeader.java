package dev.convoy.image.format;

/** What a JPEG file says of its image (ITU-T T.81, JFIF, Adobe's APP14). Reused from file to file by one thread. */
public final class JpegHeader {
    /** A hostile progressive file can make a decoder pass over the whole image for each few bytes. */
    private static final int MAX_SCANS = 100;

    private static final int SOF0 = 0xc0;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int TEM = 0x01;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int NO_TRANSFORM = -1;

    private final FileBytes bytes = new FileBytes();
    private final Exif exif = new Exif();
    private int process;
    private int height;
    private int width;
    private int components;
    private int componentIds;
    private boolean jfif;
    private int adobeTransform;
    private int orientation;

    /** Reads the segments before the first scan, and checks that the file has an end. */
    public void open(byte[] file, int length) throws DamagedFileException {
        bytes.reset(file, length, false);
        process = -1;
        jfif = false;
        adobeTransform = NO_TRANSFORM;
        orientation = 1;
        int at = 2;
        while (true) {
            int marker = marker(at);
            at = afterMarker(at);
            if (marker == SOS) {
                break;
            }
            if (marker == EOI) {
                throw new DamagedFileException("no image in it");
            }
            if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
                continue;
            }
            int size = bytes.u16(at);
            bytes.require(at, Math.max(size, 2));
            segment(marker, at + 2, at + size);
            at += Math.max(size, 2);
        }
        if (process < 0) {
            throw new DamagedFileException("no frame header");
        }
        requireKnownColours();
        requireEnd(at);
        boolean severalScans = process == 2 || process == 10 || bytes.u8(at + 2L) < components;
        if (severalScans && scans(at) > MAX_SCANS) {
            throw new DamagedFileException("more than " + MAX_SCANS + " scans");
        }
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** 1 (grey), 3 or 4. */
    public int components() {
        return components;
    }

    /** EXIF's number, 1 to 8, of how the stored image must be turned. */
    public int orientation() {
        return orientation;
    }

    /**
     * Makes colours, or grey, of the components of a row of pixels, as libjpeg and Leptonica do.
     *
     * @param row the components, which are changed
     * @param offset where in {@code to} the row begins
     */
    public void toColours(byte[] row, int width, byte[] to, int offset) {
        if (components == 1) {
            System.arraycopy(row, 0, to, offset, width);
            return;
        }
        if (hasDifferences()) {
            JpegColours.toRgb(row, width, components);
        }
        for (int x = 0; x < width; x++) {
            int from = x * components;
            // With Adobe's marker, ink is stored inverted.
            int black = components == 4 ? row[from + 3] & 0xff : 255;
            for (int i = 0; i < 3; i++) {
                to[offset + 3 * x + i] = (byte) ((row[from + i] & 0xff) * black / 255);
            }
        }
    }

    /** Whether the first three of 3 or 4 components are brightness and two differences of colour. */
    private boolean hasDifferences() {
        if (components == 4) {
            return adobeTransform == 2;
        }
        if (!jfif && adobeTransform != NO_TRANSFORM) {
            return adobeTransform == 1;
        }
        return jfif || componentIds != ('R' << 16 | 'G' << 8 | 'B');
    }

    private int marker(int at) throws DamagedFileException {
        int next = at;
        if (bytes.u8(next) != 0xff) {
            throw new DamagedFileException("a segment does not start with a marker");
        }
        while (bytes.u8(next) == 0xff) {
            next++;
        }
        return bytes.u8(next);
    }

    private int afterMarker(int at) throws DamagedFileException {
        int next = at;
        while (bytes.u8(next) == 0xff) {
            next++;
        }
        return next + 1;
    }

    private void segment(int marker, int start, int end) throws DamagedFileException {
        if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC) {
            frame(marker - SOF0, start);
        } else if (marker == APP0 && bytes.has(start, "JFIF\0") && end - start >= 12) {
            jfif = true;
        } else if (marker == APP1 && bytes.has(start, "Exif\0\0")) {
            orientation = exif.orientation(bytes.array(), start + 6, end);
        } else if (marker == APP14 && bytes.has(start, "Adobe") && end - start >= 12) {
            adobeTransform = bytes.u8(start + 11L);
        }
    }

    private void frame(int process, int start) throws DamagedFileException {
        if (this.process >= 0) {
            throw new DamagedFileException("several frame headers");
        }
        this.process = process;
        int precision = bytes.u8(start);
        height = bytes.u16(start + 1L);
        width = bytes.u16(start + 3L);
        components = bytes.u8(start + 5L);
        bytes.require(start + 6L, 3L * components);
        if (process > 2 && process != 9 && process != 10) {
            throw new DamagedFileException("lossless or hierarchical JPEG is not read");
        }
        if (precision != 8) {
            throw new DamagedFileException(precision + " bits a sample instead of 8");
        }
        if (components != 1 && components != 3 && components != 4) {
            throw new DamagedFileException(components + " components instead of 1, 3 or 4");
        }
        if (height == 0 || width == 0) {
            throw new DamagedFileException("no height or width in its header");
        }
        componentIds =
                components < 3 ? 0 : bytes.u8(start + 6L) << 16 | bytes.u8(start + 9L) << 8 | bytes.u8(start + 12L);
    }

    private void requireKnownColours() throws DamagedFileException {
        if (components == 4 && adobeTransform == NO_TRANSFORM) {
            throw new DamagedFileException("CMYK without Adobe's marker, which says whether ink is inverted");
        }
        boolean known = components == 3
                ? jfif || adobeTransform <= 1
                : components == 1 || adobeTransform == 0 || adobeTransform == 2;
        if (!known) {
            throw new DamagedFileException("an unknown colour transform");
        }
    }

    private void requireEnd(int afterHeader) throws DamagedFileException {
        byte[] array = bytes.array();
        for (int i = bytes.length() - 1; i > afterHeader; i--) {
            if (array[i] == (byte) EOI && array[i - 1] == (byte) 0xff) {
                return;
            }
        }
        throw DamagedFileException.truncated();
    }

    /** Counts the scans from the first to the end of the image; phones append films. */
    private int scans(int afterFirst) {
        byte[] array = bytes.array();
        int scans = 1;
        for (int i = afterFirst; i < bytes.length() - 1; i++) {
            if (array[i] == (byte) 0xff) {
                if (array[i + 1] == (byte) EOI) {
                    return scans;
                }
                if (array[i + 1] == (byte) SOS) {
                    scans++;
                }
            }
        }
        return scans;
    }
}
