package dev.convoy.image.format;

/**
 * The decoder of Lempel, Ziv and Welch (Welch: "A technique for high-performance data compression", 1984), as GIF and
 * TIFF use it: a code for "clear the table", one for "end", codes of at most 12 bits.
 */
abstract class Lzw {
    private static final int MAX_BITS = 12;
    private static final int TABLE = 1 << MAX_BITS;

    /** What a code stands for: the string of another code, and a byte more. */
    private final short[] prefixes = new short[TABLE];

    private final byte[] suffixes = new byte[TABLE];
    /** The bytes of the last code that are still to be given, in reverse order. */
    private final byte[] pending = new byte[TABLE + 1];

    private int pendingCount;
    private int clear;
    private int rootBits;
    private int early;
    private int bits;
    private int next;
    private int last;
    private byte firstOfLast;

    /**
     * Starts to read data.
     *
     * @param rootBits of a value
     * @param early 1 if codes become longer one code before they must, as in TIFF, else 0
     */
    final void begin(int rootBits, int early) {
        this.rootBits = rootBits;
        this.early = early;
        clear = 1 << rootBits;
        pendingCount = 0;
        clearTable();
    }

    /** Returns the next code of a length, or -1 at the end of the data. */
    abstract int code(int length) throws DamagedFileException;

    /** Writes values, or fails if the data has fewer. */
    final void read(byte[] to, int offset, int count) throws DamagedFileException {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            if (pendingCount == 0) {
                decode();
            }
            while (pendingCount > 0 && at < end) {
                to[at++] = pending[--pendingCount];
            }
        }
    }

    private void clearTable() {
        bits = rootBits + 1;
        next = clear + 2;
        last = -1;
    }

    private void decode() throws DamagedFileException {
        int code = code(bits);
        while (code == clear) {
            clearTable();
            code = code(bits);
        }
        if (code < 0 || code == clear + 1) {
            throw DamagedFileException.truncated();
        }
        if (code > next || (code >= clear && last < 0)) {
            throw new DamagedFileException("damaged image data");
        }
        int rest = code;
        if (code == next) {
            // The code that is just being made: the last string and its own first byte.
            pending[pendingCount++] = firstOfLast;
            rest = last;
        }
        while (rest >= clear) {
            pending[pendingCount++] = suffixes[rest];
            rest = prefixes[rest];
        }
        firstOfLast = (byte) rest;
        pending[pendingCount++] = firstOfLast;
        if (last >= 0 && next < TABLE) {
            prefixes[next] = (short) last;
            suffixes[next] = firstOfLast;
            next++;
            if (next + early == 1 << bits && bits < MAX_BITS) {
                bits++;
            }
        }
        last = code;
    }
}
