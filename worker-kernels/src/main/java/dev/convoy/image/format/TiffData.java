package dev.convoy.image.format;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The data of a strip or tile of a TIFF file, decompressed row by row: none, LZW, Deflate, PackBits. */
final class TiffData implements AutoCloseable {
    private static final int NONE = 1;
    private static final int LZW = 5;
    private static final int DEFLATE = 8;
    private static final int OLD_DEFLATE = 32946;
    private static final int PACK_BITS = 32773;

    private final FileBytes bytes;
    private final Inflater inflater = new Inflater();
    private final BitLzw lzw = new BitLzw();
    private int compression;
    private int at;
    private int end;
    /** PackBits: how many bytes are left of a run, and whether it is one byte repeated. */
    private int run;

    private boolean repeated;

    TiffData(FileBytes bytes) {
        this.bytes = bytes;
    }

    static void require(long compression) throws DamagedFileException {
        if (compression != NONE
                && compression != LZW
                && compression != DEFLATE
                && compression != OLD_DEFLATE
                && compression != PACK_BITS) {
            throw new DamagedFileException(
                    "compression " + compression + " is not read, only LZW, Deflate and PackBits");
        }
    }

    /** Whether data of a compression may be differences of samples. */
    static boolean predicts(long compression) {
        return compression == LZW || compression == DEFLATE || compression == OLD_DEFLATE;
    }

    void open(int compression, long start, long length) throws DamagedFileException {
        bytes.require(start, length);
        this.compression = compression;
        at = (int) start;
        end = (int) (start + length);
        run = 0;
        if (compression == LZW) {
            lzw.buffered = 0;
            lzw.buffer = 0;
            lzw.begin(8, 1);
        } else if (compression == DEFLATE || compression == OLD_DEFLATE) {
            inflater.reset();
            inflater.setInput(bytes.array(), at, (int) length);
        }
    }

    void read(byte[] row, int count) throws DamagedFileException {
        switch (compression) {
            case NONE -> copy(row, 0, count);
            case LZW -> lzw.read(row, 0, count);
            case PACK_BITS -> unpack(row, count);
            default -> inflate(row, count);
        }
    }

    private void copy(byte[] to, int offset, int count) throws DamagedFileException {
        if (count > end - at) {
            throw DamagedFileException.truncated();
        }
        System.arraycopy(bytes.array(), at, to, offset, count);
        at += count;
    }

    private void inflate(byte[] row, int count) throws DamagedFileException {
        int done = 0;
        try {
            while (done < count) {
                int got = inflater.inflate(row, done, count - done);
                if (got == 0) {
                    throw DamagedFileException.truncated();
                }
                done += got;
            }
        } catch (DataFormatException e) {
            throw new DamagedFileException("damaged image data");
        }
    }

    private void unpack(byte[] row, int count) throws DamagedFileException {
        int done = 0;
        while (done < count) {
            if (run == 0) {
                int header = (byte) next();
                repeated = header < 0;
                run = header == -128 ? 0 : repeated ? 1 - header : 1 + header;
                continue;
            }
            int part = Math.min(run, count - done);
            if (repeated) {
                Arrays.fill(row, done, done + part, bytes.array()[at]);
                at += part == run ? 1 : 0;
            } else {
                copy(row, done, part);
            }
            done += part;
            run -= part;
        }
    }

    private int next() throws DamagedFileException {
        // A run needs a byte after its header.
        if (at + 1 >= end) {
            throw DamagedFileException.truncated();
        }
        return bytes.u8(at++);
    }

    @Override
    public void close() {
        inflater.end();
    }

    /** Codes one after the other, highest bits first. */
    private final class BitLzw extends Lzw {
        private int buffer;
        private int buffered;

        @Override
        int code(int length) throws DamagedFileException {
            while (buffered < length) {
                if (at == end) {
                    return -1;
                }
                buffer = buffer << 8 | bytes.u8(at++);
                buffered += 8;
            }
            buffered -= length;
            return buffer >>> buffered & ((1 << length) - 1);
        }
    }
}
