package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;

/** Pixels that a file must have. */
public record Picture(int height, int width, int channels, byte[] pixels) {
    /** Computes a value from 0 to 255 for a place. */
    @FunctionalInterface
    public interface Values {
        int at(int row, int column, int channel);
    }

    public static Picture of(int height, int width, int channels, Values values) {
        byte[] pixels = new byte[height * width * channels];
        for (int i = 0; i < pixels.length; i++) {
            int column = i / channels % width;
            pixels[i] = (byte) values.at(i / channels / width, column, i % channels);
        }
        return new Picture(height, width, channels, pixels);
    }

    public static Picture of(Raster raster) {
        int length = raster.height() * raster.width() * raster.channels();
        return new Picture(raster.height(), raster.width(), raster.channels(), Arrays.copyOf(raster.pixels(), length));
    }

    /** Returns a picture without structure that would hide an error. */
    public static Picture noise(int height, int width, int channels) {
        return of(height, width, channels, (row, column, channel) -> mixed(row, column, channel) & 0xff);
    }

    /** Returns 24 bits that depend on a place. */
    static int mixed(int row, int column, int channel) {
        int mixed = ((row * 131 + column) * 7 + channel + 1) * 0x9e3779b1;
        return ((mixed ^ (mixed >>> 15)) * 0x85ebca6b) >>> 8;
    }

    public int value(int row, int column, int channel) {
        return pixels[(row * width + column) * channels + channel] & 0xff;
    }

    public Raster raster() {
        Raster raster = new Raster();
        raster.reset(height, width, channels);
        System.arraycopy(pixels, 0, raster.pixels(), 0, pixels.length);
        return raster;
    }

    /** Decodes a file by both decoders, whose pixels must be the same. */
    static Picture decoded(byte[] file) {
        Picture first = decoded("leptonica", file);
        decoded("imageio", file).assertSameAs(first);
        return first;
    }

    static Picture decoded(String decoder, byte[] file) {
        Raster raster = new Raster();
        try (ImageDecoder opened = ImageDecoders.open(decoder)) {
            opened.decode(Arrays.copyOf(file, file.length + 7), file.length, raster);
        } catch (UnreadableImageException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return of(raster);
    }

    /** Asserts that both decoders refuse a file for a reason. */
    static void assertRefused(byte[] file, String reason) {
        for (String decoder : List.of("leptonica", "imageio")) {
            assertThatThrownBy(() -> decodeOnly(decoder, file))
                    .isInstanceOf(UnreadableImageException.class)
                    .hasMessageContaining(reason);
        }
    }

    private static void decodeOnly(String decoder, byte[] file) throws UnreadableImageException {
        try (ImageDecoder opened = ImageDecoders.open(decoder)) {
            opened.decode(file, file.length, new Raster());
        }
    }

    public void assertSameAs(Picture expected) {
        assertThat(List.of(height, width, channels))
                .as("height, width, channels")
                .isEqualTo(List.of(expected.height, expected.width, expected.channels));
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != expected.pixels[i]) {
                int pixel = i / channels;
                assertThat(pixels[i] & 0xff)
                        .as("row %d, column %d, channel %d", pixel / width, pixel % width, i % channels)
                        .isEqualTo(expected.pixels[i] & 0xff);
            }
        }
    }
}
