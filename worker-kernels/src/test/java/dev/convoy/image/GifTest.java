package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GifTest {
    private static final int HEIGHT = 11;
    private static final int WIDTH = 9;

    /** The JDK writes codes of all lengths. */
    @ParameterizedTest
    @CsvSource({"1, 5, 7", "2, 30, 40", "8, 200, 300", "8, 1, 1"})
    void whatTheJdkWritesIsRead(int bits, int height, int width) throws IOException {
        byte[] palette = palette(1 << bits);
        BufferedImage image = new BufferedImage(
                width, height, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 1 << bits, palette, 0, false));
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.getRaster().setSample(column, row, 0, index(row, column, bits));
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "gif", file)).isTrue();

        Picture.decoded(file.toByteArray())
                .assertSameAs(Picture.of(
                        height,
                        width,
                        3,
                        (row, column, channel) -> palette[3 * index(row, column, bits) + channel] & 0xff));
    }

    @Test
    void aLongRunIsRead() throws IOException {
        BufferedImage image = new BufferedImage(700, 500, BufferedImage.TYPE_BYTE_INDEXED);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "gif", file)).isTrue();

        Picture.decoded(file.toByteArray()).assertSameAs(Picture.of(500, 700, 3, (row, column, channel) -> 0));
    }

    @Test
    void transparentPixelsAreWhite() {
        Picture.decoded(example()).assertSameAs(picture((row, column, channel) -> {
            int index = index(row, column, 3);
            return index == 2 ? 255 : palette(8)[3 * index + channel] & 0xff;
        }));
    }

    @Test
    void theFrameLiesOnAWhiteScreen() {
        byte[] file = screen(HEIGHT, WIDTH, 3)
                .bytes(frame(2, 3, 5, 4, false))
                .bytes(0x3b)
                .build();

        Picture.decoded(file)
                .assertSameAs(picture((row, column, channel) -> row >= 2 && row < 7 && column >= 3 && column < 7
                        ? palette(8)[3 * index(row - 2, column - 3, 3) + channel] & 0xff
                        : 255));
    }

    @Test
    void aFrameMakesItsScreenLarger() {
        byte[] file =
                screen(1, 1, 3).bytes(frame(2, 3, 5, 4, false)).bytes(0x3b).build();

        Picture decoded = Picture.decoded(file);

        assertThat(decoded.height()).isEqualTo(7);
        assertThat(decoded.width()).isEqualTo(7);
    }

    @Test
    void theFrameMayHaveItsOwnPalette() {
        byte[] own = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2};
        byte[] file = screen(1, 2, 3)
                .bytes(0x21, 0xfe, 3, 1, 2, 3, 1, 4, 0)
                .bytes(0x2c)
                .u16(0, 0, 2, 1)
                .bytes(0x81)
                .bytes(own)
                .bytes(codes(2, 1, 3))
                .bytes(0x3b)
                .build();

        Picture.decoded(file).assertSameAs(new Picture(1, 2, 3, new byte[] {6, 5, 4, 0, 1, 2}));
    }

    @Test
    void interlacedRowsComeInFourPasses() {
        for (int height = 1; height <= HEIGHT; height++) {
            byte[] plain = screen(height, WIDTH, 3)
                    .bytes(frame(0, 0, height, WIDTH, false))
                    .bytes(0x3b)
                    .build();
            byte[] interlaced = screen(height, WIDTH, 3)
                    .bytes(frame(0, 0, height, WIDTH, true))
                    .bytes(0x3b)
                    .build();

            Picture.decoded(interlaced).assertSameAs(Picture.decoded(plain));
        }
    }

    @Test
    void ofSeveralFramesTheFirstIsRead() {
        byte[] first = screen(HEIGHT, WIDTH, 3)
                .bytes(frame(0, 0, HEIGHT, WIDTH, false))
                .build();
        byte[] all = new FileBuilder(true)
                .bytes(first)
                .bytes(0x21, 0xf9, 4, 1, 0, 0, 1, 0)
                .bytes(frame(1, 1, 2, 2, false))
                .build();

        Picture.decoded(all).assertSameAs(Picture.decoded(first));
    }

    @Test
    void isRefusedWhereverItIsCut() {
        byte[] file = screen(HEIGHT, WIDTH, 3)
                .bytes(frame(0, 0, HEIGHT, WIDTH, false))
                .build();
        // The end of the data, and the block's own end, hold no pixels.
        for (int length = 6; length < file.length - 3; length++) {
            Picture.assertRefused(Arrays.copyOf(file, length), "truncated");
        }
    }

    @Test
    void impossibleFilesAreRefused() {
        byte[] noPalette = new FileBuilder(true)
                .text("GIF89a")
                .u16(1, 1)
                .bytes(0, 0, 0)
                .bytes(frame(0, 0, 1, 1, false))
                .build();
        byte[] outside = screen(1, 2, 1)
                .bytes(0x2c)
                .u16(0, 0, 2, 1)
                .bytes(0)
                .bytes(codes(2, 3, 0))
                .build();
        byte[] damaged = screen(1, 2, 1)
                .bytes(0x2c)
                .u16(0, 0, 2, 1)
                .bytes(0, 2, 1, 0x3c, 0)
                .build();
        byte[] large = screen(9_000, 9_000, 1).bytes(frame(0, 0, 1, 1, false)).build();

        Picture.assertRefused(noPalette, "no palette");
        Picture.assertRefused(outside, "outside of the palette");
        Picture.assertRefused(damaged, "damaged");
        Picture.assertRefused(large, "more than 64 megapixels");
        Picture.assertRefused(screen(1, 1, 1).bytes(0x3b).build(), "no image");
    }

    /** Returns a file that is read. */
    static byte[] example() {
        return screen(HEIGHT, WIDTH, 3)
                .bytes(0x21, 0xf9, 4, 1, 0, 0, 2, 0)
                .bytes(frame(0, 0, HEIGHT, WIDTH, true))
                .bytes(0x3b)
                .build();
    }

    private static FileBuilder screen(int height, int width, int bits) {
        return new FileBuilder(true)
                .text("GIF89a")
                .u16(width, height)
                .bytes(0x80 | (bits - 1), 0, 0)
                .bytes(palette(1 << bits));
    }

    private static byte[] frame(int top, int left, int height, int width, boolean interlaced) {
        int[] indices = new int[height * width];
        int at = 0;
        for (int[] pass : interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}}) {
            for (int row = pass[0]; row < height; row += pass[1]) {
                for (int column = 0; column < width; column++) {
                    indices[at++] = index(row, column, 3);
                }
            }
        }
        return new FileBuilder(true)
                .bytes(0x2c)
                .u16(left, top, width, height)
                .bytes(interlaced ? 0x40 : 0)
                .bytes(codes(3, indices))
                .build();
    }

    /** Returns data without compression: the table is cleared before codes would become longer. */
    private static byte[] codes(int bits, int... indices) {
        int clear = 1 << bits;
        FileBuilder packed = new FileBuilder(true);
        int buffer = 0;
        int buffered = 0;
        for (int i = 0; i <= indices.length; i++) {
            int[] codes = i == indices.length
                    ? new int[] {clear + 1}
                    : i % 2 == 0 ? new int[] {clear, indices[i]} : new int[] {indices[i]};
            for (int code : codes) {
                buffer |= code << buffered;
                buffered += bits + 1;
                while (buffered >= 8) {
                    packed.bytes(buffer);
                    buffer >>>= 8;
                    buffered -= 8;
                }
            }
        }
        byte[] data = packed.bytes(buffer).build();
        FileBuilder blocks = new FileBuilder(true).bytes(bits);
        for (int at = 0; at < data.length; at += 50) {
            int length = Math.min(50, data.length - at);
            blocks.bytes(length).bytes(Arrays.copyOfRange(data, at, at + length));
        }
        return blocks.bytes(0).build();
    }

    private static Picture picture(Picture.Values values) {
        return Picture.of(HEIGHT, WIDTH, 3, values);
    }

    private static byte[] palette(int entries) {
        byte[] palette = new byte[3 * entries];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i * 71 + 3);
        }
        return palette;
    }

    private static int index(int row, int column, int bits) {
        return Picture.mixed(row, column, 0) & ((1 << bits) - 1);
    }
}
