package dev.convoy.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A corpus of files as they lie about: names that lie, damage, bombs, and each kind of pixels, with what must become of
 * each.
 */
public final class DirtyImages {
    private static final int BLOCKS = 3;
    private static final int SIDE = BLOCKS * BlockJpeg.BLOCK;

    private DirtyImages() {}

    /**
     * A file.
     *
     * @param pixels that it has, or null if it must be refused
     * @param reason words of the reason why it is refused, or null
     */
    public record Entry(String name, byte[] bytes, Picture pixels, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Returns all files. */
    public static List<Entry> all() {
        List<Entry> files = new ArrayList<>();
        files.addAll(kindsOfPixels());
        files.addAll(orientations());
        files.addAll(refused());
        return files;
    }

    private static List<Entry> kindsOfPixels() {
        Picture noise = Picture.noise(11, 13, 3);
        Picture grey = Picture.noise(11, 13, 1);
        Picture.Values wide = (row, column, channel) -> Picture.mixed(row, column, channel) & 0xffff;
        return List.of(
                read("n02105855_2933.JPEG", PngFile.of(noise), noise),
                read("no-extension", jpeg().build(), stored()),
                read("GREY.PNG", PngFile.of(grey), grey),
                read(".hidden.png", PngFile.of(grey), grey),
                read("grey16.png", png(16, PngFile.GREY, 1, wide), high(1, wide)),
                read("colour16.png", png(16, PngFile.COLOUR, 3, wide), high(3, wide)),
                read("palette.png", palette(), Picture.of(11, 13, 3, DirtyImages::paletteValue)),
                read("alpha.png", png(8, PngFile.COLOUR_ALPHA, 4, byteValue()), overWhite(3)),
                read("grey-alpha.png", png(8, PngFile.GREY_ALPHA, 2, byteValue()), overWhite(1)),
                read("cmyk.jpg", ink(), Picture.of(SIDE, SIDE, 3, DirtyImages::inkValue)),
                read("grey.jpg", jpeg().jfif().build(), stored()));
    }

    private static List<Entry> orientations() {
        List<Entry> files = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            files.add(read("exif-" + i + ".jpg", jpeg().exif(i, i % 2 == 0).build(), upright(i, stored())));
        }
        return files;
    }

    private static List<Entry> refused() {
        byte[] jpeg = jpeg().jfif().build();
        byte[] png = PngFile.of(Picture.noise(11, 13, 3));
        return List.of(
                new Entry("empty.jpg", new byte[0], null, "empty file"),
                new Entry(
                        "text.jpg",
                        "not an image".getBytes(StandardCharsets.UTF_8),
                        null,
                        "no JPEG, PNG, BMP, GIF, TIFF or WebP file"),
                new Entry("truncated.jpg", Arrays.copyOf(jpeg, jpeg.length - 4), null, "truncated"),
                new Entry("truncated.png", Arrays.copyOf(png, png.length - 40), null, "truncated"),
                new Entry("bomb.png", bomb(), null, "pixels are more than 64 megapixels"),
                new Entry("20000x20000.png", square(20_000), null, "20000×20000 pixels are more than 64 megapixels"),
                new Entry("lies.png", lie(), null, "more image data than its header says"),
                new Entry("hollow.png", square(7_000), null, "too short for the size that its header names"));
    }

    /** Returns an image as EXIF's number says that it must be seen, by the definition of each of them. */
    static Picture upright(int orientation, Picture stored) {
        int height = stored.height();
        int width = stored.width();
        boolean transposed = orientation > 4;
        return Picture.of(
                transposed ? width : height,
                transposed ? height : width,
                stored.channels(),
                (row, column, channel) -> switch (orientation) {
                    case 2 -> stored.value(row, width - 1 - column, channel);
                    case 3 -> stored.value(height - 1 - row, width - 1 - column, channel);
                    case 4 -> stored.value(height - 1 - row, column, channel);
                    case 5 -> stored.value(column, row, channel);
                    case 6 -> stored.value(height - 1 - column, row, channel);
                    case 7 -> stored.value(height - 1 - column, width - 1 - row, channel);
                    case 8 -> stored.value(column, width - 1 - row, channel);
                    default -> stored.value(row, column, channel);
                });
    }

    private static Entry read(String name, byte[] bytes, Picture pixels) {
        return new Entry(name, bytes, pixels, null);
    }

    private static BlockJpeg jpeg() {
        return new BlockJpeg(BLOCKS, BLOCKS, DirtyImages::block);
    }

    private static int block(int row, int column) {
        return 20 + 70 * row + 25 * column;
    }

    private static Picture stored() {
        return Picture.of(
                SIDE, SIDE, 1, (row, column, channel) -> block(row / BlockJpeg.BLOCK, column / BlockJpeg.BLOCK));
    }

    /** Four components with Adobe's marker, which says that ink is inverted. */
    private static byte[] ink() {
        return new BlockJpeg(
                        BLOCKS,
                        BLOCKS,
                        (row, column) -> block(row, column),
                        (row, column) -> block(column, row),
                        (row, column) -> 255 - block(row, column),
                        (row, column) -> 100 + block(row, column) / 2)
                .adobe(0)
                .build();
    }

    private static int inkValue(int row, int column, int channel) {
        int y = row / BlockJpeg.BLOCK;
        int x = column / BlockJpeg.BLOCK;
        int ink = channel == 0 ? block(y, x) : channel == 1 ? block(x, y) : 255 - block(y, x);
        return ink * (100 + block(y, x) / 2) / 255;
    }

    private static Picture.Values byteValue() {
        return (row, column, channel) -> Picture.mixed(row, column, channel) & 0xff;
    }

    private static byte[] png(int bits, int type, int samples, Picture.Values values) {
        return PngFile.of(11, 13, bits, type)
                .data(PngFile.rows(11, 13 * samples, bits, (row, i) -> values.at(row, i / samples, i % samples)))
                .end();
    }

    private static Picture high(int channels, Picture.Values values) {
        return Picture.of(11, 13, channels, (row, column, channel) -> values.at(row, column, channel) >> Byte.SIZE);
    }

    private static Picture overWhite(int channels) {
        return Picture.of(
                11,
                13,
                channels,
                (row, column, channel) -> overWhite(
                        byteValue().at(row, column, channel), byteValue().at(row, column, channels)));
    }

    /** Returns a value over white. */
    static int overWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    private static byte[] palette() {
        byte[] colours = new byte[3 * 7];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (byte) (37 * i);
        }
        return PngFile.of(11, 13, 4, PngFile.PALETTE)
                .chunk("PLTE", colours)
                .chunk("tRNS", 0, 200)
                .data(PngFile.rows(11, 13, 4, (row, i) -> (row + i) % 7))
                .end();
    }

    private static int paletteValue(int row, int column, int channel) {
        int entry = (row + column) % 7;
        int alpha = entry == 0 ? 0 : entry == 1 ? 200 : 255;
        return overWhite(37 * (3 * entry + channel) & 0xff, alpha);
    }

    /** 144 megapixels of one bit in 18 KB. */
    private static byte[] bomb() {
        int side = 12_000;
        return PngFile.of(side, side, 1, PngFile.GREY)
                .data(new byte[side * (side / 8 + 1)])
                .end();
    }

    /** A header that promises a large square, and next to no data. */
    private static byte[] square(int side) {
        return PngFile.of(side, side, 8, PngFile.COLOUR).data(new byte[100]).end();
    }

    /** A header that promises little, and data that unpacks to much. */
    private static byte[] lie() {
        return PngFile.of(10, 10, 8, PngFile.GREY).data(new byte[20_000_000]).end();
    }
}
