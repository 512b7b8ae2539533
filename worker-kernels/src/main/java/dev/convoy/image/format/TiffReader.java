package dev.convoy.image.format;

/**
 * Reads the first image of TIFF files (TIFF 6.0, Adobe 1992): grey, palette, RGB and CMYK of 1 to 16 bits without sign,
 * in strips or tiles, in one plane or several.
 */
public final class TiffReader implements PixelReader, AutoCloseable {
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;
    private static final int ASSOCIATED = 1;
    private static final int UNASSOCIATED = 2;
    private static final int MAX_SAMPLES = 64;
    private static final long MAX_BLOCK_PIXELS = 1 << 26;
    private static final int MAX_TILE_WIDTH = 1 << 14;

    private final FileBytes bytes = new FileBytes();
    private final TiffDirectory tags = new TiffDirectory(bytes);
    private final TiffData data = new TiffData(bytes);
    private final byte[] palette = new byte[3 * 256];
    private int height;
    private int width;
    private int bits;
    private int samples;
    private int photometric;
    private int alphaSample;
    private boolean associated;
    private boolean planes;
    private boolean predicted;
    private boolean littleEndian;
    private int blockHeight;
    private int blockWidth;
    private boolean tiled;
    private byte[] row = new byte[0];

    @Override
    public void open(byte[] file, int length) throws DamagedFileException {
        littleEndian = file[0] == 'I';
        bytes.reset(file, length, littleEndian);
        tags.open();
        width = side(tags.value(TiffDirectory.WIDTH, 0));
        height = side(tags.value(TiffDirectory.HEIGHT, 0));
        photometric = (int) tags.value(TiffDirectory.PHOTOMETRIC, -1);
        samples = (int) tags.value(TiffDirectory.SAMPLES_PER_PIXEL, 1);
        if (photometric != WHITE_IS_ZERO
                && photometric != BLACK_IS_ZERO
                && photometric != RGB
                && photometric != PALETTE
                && photometric != CMYK) {
            throw new DamagedFileException("colour space " + photometric + " is not read");
        }
        if (samples < colours() || samples > MAX_SAMPLES || (photometric == PALETTE && samples > 1)) {
            throw new DamagedFileException(samples + " samples a pixel");
        }
        TiffData.require(tags.value(TiffDirectory.COMPRESSION, 1));
        takeSamples();
        takeAlpha();
        takeBlocks();
        if (photometric == PALETTE) {
            takePalette();
        }
    }

    private void takeSamples() throws DamagedFileException {
        bits = (int) tags.value(TiffDirectory.BITS_PER_SAMPLE, 1);
        require(TiffDirectory.BITS_PER_SAMPLE, bits, "samples of different length are not read");
        require(TiffDirectory.SAMPLE_FORMAT, 1, "samples other than unsigned integers are not read");
        boolean known = bits == 1 || bits == 2 || bits == 4 || bits == 8 || (bits == 16 && photometric != PALETTE);
        if (!known) {
            throw new DamagedFileException(bits + " bits a sample are not read");
        }
        // Other compressions have no predictor, whatever the tag says: libtiff ignores it too.
        boolean predictable = TiffData.predicts(tags.value(TiffDirectory.COMPRESSION, 1));
        long predictor = predictable ? tags.value(TiffDirectory.PREDICTOR, 1) : 1;
        predicted = predictor == 2;
        if (predictor > 2 || (predicted && bits < 8)) {
            throw new DamagedFileException("predictor " + predictor + " is not read");
        }
        if (tags.value(TiffDirectory.FILL_ORDER, 1) != 1 || tags.value(TiffDirectory.INK_SET, 1) != 1) {
            throw new DamagedFileException("its order of bits or its inks are not read");
        }
    }

    /** Throws if a number of a tag is another than it must be. */
    private void require(int tag, int wanted, String reason) throws DamagedFileException {
        long entry = tags.find(tag);
        for (int i = 0; i < Math.min(tags.count(entry), samples); i++) {
            if (tags.value(entry, i) != wanted) {
                throw new DamagedFileException(reason);
            }
        }
    }

    private void takeAlpha() throws DamagedFileException {
        alphaSample = -1;
        long entry = tags.find(TiffDirectory.EXTRA_SAMPLES);
        for (int i = 0; i < Math.min(tags.count(entry), samples - colours()); i++) {
            long kind = tags.value(entry, i);
            if (alphaSample < 0 && (kind == ASSOCIATED || kind == UNASSOCIATED)) {
                alphaSample = colours() + i;
                associated = kind == ASSOCIATED;
            }
        }
        planes = samples > 1 && tags.value(TiffDirectory.PLANAR, 1) == 2;
        if (planes && (alphaSample >= 0 || photometric == CMYK)) {
            throw new DamagedFileException("alpha or CMYK in planes is not read");
        }
    }

    private void takeBlocks() throws DamagedFileException {
        tiled = tags.find(TiffDirectory.TILE_OFFSETS) >= 0;
        if (tiled) {
            blockWidth = side(tags.value(TiffDirectory.TILE_WIDTH, 0));
            blockHeight = side(tags.value(TiffDirectory.TILE_HEIGHT, 0));
        } else {
            blockWidth = width;
            blockHeight = side(Math.min(tags.value(TiffDirectory.ROWS_PER_STRIP, height), height));
        }
        // A row of a tile is held; a real file's tiles are small, or hardly wider than the image.
        boolean isTooWide = blockWidth > Math.max(width, MAX_TILE_WIDTH);
        if (tiled && (isTooWide || (long) blockHeight * blockWidth > MAX_BLOCK_PIXELS)) {
            throw new DamagedFileException("tiles of " + blockHeight + "×" + blockWidth + " pixels");
        }
    }

    private void takePalette() throws DamagedFileException {
        long map = tags.find(TiffDirectory.COLOR_MAP);
        int entries = 1 << bits;
        int largest = 0;
        for (int i = 0; i < 3 * entries; i++) {
            largest = Math.max(largest, (int) tags.value(map, i));
        }
        // Some programs write bytes where words of 16 bits belong.
        int shift = largest < 256 ? 0 : 8;
        for (int i = 0; i < entries; i++) {
            for (int c = 0; c < 3; c++) {
                palette[3 * i + c] = (byte) (tags.value(map, (long) c * entries + i) >> shift);
            }
        }
    }

    private static int side(long pixels) throws DamagedFileException {
        if (pixels <= 0 || pixels > Integer.MAX_VALUE) {
            throw new DamagedFileException("no valid height or width in its header");
        }
        return (int) pixels;
    }

    /** How many samples of a pixel are colour. */
    private int colours() {
        return photometric == RGB ? 3 : photometric == CMYK ? 4 : 1;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int channels() {
        return photometric == WHITE_IS_ZERO || photometric == BLACK_IS_ZERO ? 1 : 3;
    }

    @Override
    public int orientation() {
        try {
            return Exif.valid((int) tags.value(TiffDirectory.ORIENTATION, 1));
        } catch (DamagedFileException e) {
            return 1;
        }
    }

    @Override
    public void read(byte[] pixels) throws DamagedFileException {
        int across = (width - 1) / blockWidth + 1;
        int down = (height - 1) / blockHeight + 1;
        long offsets = tags.find(tiled ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS);
        long lengths = tags.find(tiled ? TiffDirectory.TILE_BYTES : TiffDirectory.STRIP_BYTES);
        int compression = (int) tags.value(TiffDirectory.COMPRESSION, 1);
        long block = 0;
        for (int plane = 0; plane < (planes ? channels() : 1); plane++) {
            for (int y = 0; y < down; y++) {
                for (int x = 0; x < across; x++) {
                    data.open(compression, tags.value(offsets, block), tags.value(lengths, block));
                    readBlock(y * blockHeight, x * blockWidth, plane, pixels);
                    block++;
                }
            }
        }
    }

    private void readBlock(int top, int left, int plane, byte[] pixels) throws DamagedFileException {
        int together = planes ? 1 : samples;
        int rowBytes = Math.toIntExact(((long) blockWidth * together * bits + 7) / 8);
        if (row.length < rowBytes) {
            row = new byte[rowBytes];
        }
        int columns = Math.min(blockWidth, width - left);
        for (int y = top; y < Math.min(top + blockHeight, height); y++) {
            data.read(row, rowBytes);
            if (predicted) {
                undoPrediction(blockWidth * together, together);
            }
            int at = (y * width + left) * channels();
            if (planes) {
                for (int x = 0; x < columns; x++) {
                    pixels[at + x * channels() + plane] = (byte) value(x);
                }
            } else {
                for (int x = 0; x < columns; x++) {
                    store(x * samples, pixels, at + x * channels());
                }
            }
        }
    }

    /** Each sample is stored as its difference to that of the pixel to the left. */
    private void undoPrediction(int count, int distance) {
        if (bits == 8) {
            for (int i = distance; i < count; i++) {
                row[i] += row[i - distance];
            }
            return;
        }
        int low = littleEndian ? 0 : 1;
        for (int i = distance; i < count; i++) {
            int sum = sample16(i) + sample16(i - distance);
            row[2 * i + low] = (byte) sum;
            row[2 * i + 1 - low] = (byte) (sum >> 8);
        }
    }

    private int sample16(int index) {
        int low = row[2 * index + (littleEndian ? 0 : 1)] & 0xff;
        int high = row[2 * index + (littleEndian ? 1 : 0)] & 0xff;
        return high << 8 | low;
    }

    /** Returns a sample as 8 bits: of 16 bits the high byte, of fewer a multiple. */
    private int value(int index) {
        if (bits == 8) {
            return row[index] & 0xff;
        }
        return bits == 16 ? sample16(index) >> 8 : Samples.packed(row, 0, index, bits) * Samples.scale(bits);
    }

    private void store(int first, byte[] pixels, int at) {
        int alpha = alphaSample < 0 ? 255 : value(first + alphaSample);
        switch (photometric) {
            case WHITE_IS_ZERO -> pixels[at] = overWhite(255 - value(first), alpha);
            case BLACK_IS_ZERO -> pixels[at] = overWhite(value(first), alpha);
            case PALETTE -> System.arraycopy(palette, 3 * Samples.packed(row, 0, first, bits), pixels, at, 3);
            default -> {
                for (int i = 0; i < 3; i++) {
                    int value = value(first + i);
                    int black = photometric == CMYK ? value(first + 3) : 0;
                    int colour = photometric == CMYK ? (255 - value) * (255 - black) / 255 : value;
                    pixels[at + i] = overWhite(colour, alpha);
                }
            }
        }
    }

    private byte overWhite(int value, int alpha) {
        // What is associated with its alpha has been multiplied by it.
        return (byte) (associated ? Math.min(value + 255 - alpha, 255) : Samples.overWhite(value, alpha));
    }

    @Override
    public void close() {
        data.close();
    }
}
