package dev.convoy.image.format;

/** The first directory of a TIFF file: tags and their numbers (TIFF 6.0, Adobe 1992). */
final class TiffDirectory {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS_PER_SAMPLE = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES_PER_PIXEL = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int COLOR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int INK_SET = 332;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;

    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int ENTRY_BYTES = 12;

    private final FileBytes bytes;
    private long start;
    private int entries;

    TiffDirectory(FileBytes bytes) {
        this.bytes = bytes;
    }

    void open() throws DamagedFileException {
        start = bytes.u32(4);
        entries = bytes.u16(start);
        bytes.require(start + 2, (long) entries * ENTRY_BYTES);
    }

    /** Returns where a tag's entry is, or -1 if the file does not have the tag. */
    long find(int tag) throws DamagedFileException {
        for (int i = 0; i < entries; i++) {
            long entry = start + 2 + (long) i * ENTRY_BYTES;
            if (bytes.u16(entry) == tag) {
                return entry;
            }
        }
        return -1;
    }

    /** How many numbers a tag has. */
    long count(long entry) throws DamagedFileException {
        return entry < 0 ? 0 : bytes.u32(entry + 4);
    }

    /** Returns the first number of a tag, or a default if the file does not have the tag. */
    long value(int tag, long otherwise) throws DamagedFileException {
        long entry = find(tag);
        return count(entry) == 0 ? otherwise : value(entry, 0);
    }

    /** Returns a number of a tag. */
    long value(long entry, long index) throws DamagedFileException {
        if (index >= count(entry)) {
            throw DamagedFileException.truncated();
        }
        int type = bytes.u16(entry + 2);
        int size = type == BYTE ? 1 : type == SHORT ? 2 : 4;
        if (type != BYTE && type != SHORT && type != LONG) {
            throw new DamagedFileException("tag " + bytes.u16(entry) + " is no number");
        }
        long at = (count(entry) * size <= 4 ? entry + 8 : bytes.u32(entry + 8)) + index * size;
        return size == 1 ? bytes.u8(at) : size == 2 ? bytes.u16(at) : bytes.u32(at);
    }
}
