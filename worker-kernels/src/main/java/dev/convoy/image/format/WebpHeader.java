package dev.convoy.image.format;

/** What a WebP file says of its image (RFC 9649). Reused from file to file by one thread. */
public final class WebpHeader {
    private static final int HEADER_BYTES = 12;
    private static final int ANIMATED = 0x02;

    private final FileBytes bytes = new FileBytes();
    private final Exif exif = new Exif();
    private int height;
    private int width;
    private int orientation;

    /** Reads the size, and checks that the file is whole and not animated. */
    public void open(byte[] file, int length) throws DamagedFileException {
        bytes.reset(file, length, true);
        height = 0;
        width = 0;
        orientation = 1;
        long end = 8 + bytes.u32(4);
        bytes.require(0, end);
        long at = HEADER_BYTES;
        while (at + 8 <= end) {
            long size = bytes.u32(at + 4);
            long start = at + 8;
            bytes.require(start, size);
            chunk(at, start, (int) size);
            at = start + size + (size & 1);
        }
        if (height == 0) {
            throw new DamagedFileException("no image in it");
        }
    }

    private void chunk(long at, long start, int size) throws DamagedFileException {
        if (bytes.has(at, "VP8X")) {
            if ((bytes.u8(start) & ANIMATED) != 0) {
                throw new DamagedFileException("animated WebP is not read");
            }
            width = 1 + u24(start + 4);
            height = 1 + u24(start + 7);
        } else if (bytes.has(at, "VP8 ") && height == 0) {
            width = bytes.u16(start + 6) & 0x3fff;
            height = bytes.u16(start + 8) & 0x3fff;
        } else if (bytes.has(at, "VP8L") && height == 0) {
            long packed = bytes.u32(start + 1);
            width = 1 + (int) (packed & 0x3fff);
            height = 1 + (int) (packed >> 14 & 0x3fff);
        } else if (bytes.has(at, "EXIF")) {
            // Some programs write JPEG's six bytes before EXIF data.
            int skip = bytes.has(start, "Exif\0\0") ? 6 : 0;
            orientation = exif.orientation(bytes.array(), (int) start + skip, (int) start + size);
        }
    }

    private int u24(long at) throws DamagedFileException {
        return bytes.u16(at) | bytes.u8(at + 2) << 16;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** EXIF's number, 1 to 8, of how the stored image must be turned. */
    public int orientation() {
        return orientation;
    }
}
