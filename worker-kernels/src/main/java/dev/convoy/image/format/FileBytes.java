package dev.convoy.image.format;

/** The bytes of a file. Reading past the end says that the file is truncated. */
final class FileBytes {
    private byte[] bytes = new byte[0];
    private int length;
    private boolean littleEndian;

    /** Takes a file, in the first {@code length} bytes of an array. */
    void reset(byte[] bytes, int length, boolean littleEndian) {
        this.bytes = bytes;
        this.length = length;
        this.littleEndian = littleEndian;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Throws if the file ends before {@code at + count}. */
    void require(long at, long count) throws DamagedFileException {
        if (at < 0 || count < 0 || at + count > length) {
            throw DamagedFileException.truncated();
        }
    }

    /** Returns 8 bits without sign. */
    int u8(long at) throws DamagedFileException {
        require(at, 1);
        return bytes[(int) at] & 0xff;
    }

    /** Returns 16 bits without sign. */
    int u16(long at) throws DamagedFileException {
        require(at, 2);
        int first = bytes[(int) at] & 0xff;
        int second = bytes[(int) at + 1] & 0xff;
        return littleEndian ? second << 8 | first : first << 8 | second;
    }

    /** Returns 32 bits without sign. */
    long u32(long at) throws DamagedFileException {
        long first = u16(at);
        long second = u16(at + 2);
        return littleEndian ? second << 16 | first : first << 16 | second;
    }

    /** Returns 32 bits with sign. */
    int s32(long at) throws DamagedFileException {
        return (int) u32(at);
    }

    /** Whether the file has these characters at a place. */
    boolean has(long at, String text) {
        if (at < 0 || at + text.length() > length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[(int) at + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
