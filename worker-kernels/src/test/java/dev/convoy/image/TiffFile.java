package dev.convoy.image;

import java.util.Map;
import java.util.TreeMap;

/** Writes TIFF files of one directory: data first, then tags, whose numbers are all 32 bits long. */
final class TiffFile {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int COLOR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;

    private final boolean littleEndian;
    private final Map<Integer, long[]> tags = new TreeMap<>();

    TiffFile(boolean littleEndian, int height, int width, int photometric, int samples, int bits) {
        this.littleEndian = littleEndian;
        tag(HEIGHT, height)
                .tag(WIDTH, width)
                .tag(PHOTOMETRIC, photometric)
                .tag(SAMPLES, samples)
                .tag(BITS, bits);
    }

    TiffFile tag(int tag, long... values) {
        tags.put(tag, values);
        return this;
    }

    /** Returns the file with strips. */
    byte[] strips(byte[]... strips) {
        return build(STRIP_OFFSETS, STRIP_BYTES, strips);
    }

    /** Returns the file with tiles. */
    byte[] tiles(byte[]... tiles) {
        return build(TILE_OFFSETS, TILE_BYTES, tiles);
    }

    private byte[] build(int offsetsTag, int lengthsTag, byte[]... blocks) {
        FileBuilder data = new FileBuilder(littleEndian);
        long[] offsets = new long[blocks.length];
        long[] lengths = new long[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            offsets[i] = 8L + data.size();
            lengths[i] = blocks[i].length;
            data.bytes(blocks[i]);
        }
        tag(offsetsTag, offsets).tag(lengthsTag, lengths);
        int directory = 8 + data.size();
        int at = directory + 2 + 12 * tags.size() + 4;
        FileBuilder entries = new FileBuilder(littleEndian);
        FileBuilder values = new FileBuilder(littleEndian);
        for (Map.Entry<Integer, long[]> tag : tags.entrySet()) {
            entries.u16(tag.getKey(), 4).u32(tag.getValue().length);
            if (tag.getValue().length == 1) {
                entries.u32(tag.getValue()[0]);
            } else {
                entries.u32(at + values.size());
                values.u32(tag.getValue());
            }
        }
        return new FileBuilder(littleEndian)
                .text(littleEndian ? "II" : "MM")
                .u16(42)
                .u32(directory)
                .bytes(data.build())
                .u16(tags.size())
                .bytes(entries.build())
                .u32(0)
                .bytes(values.build())
                .build();
    }
}
