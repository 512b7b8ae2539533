package dev.convoy.image;

import dev.convoy.base.InvalidInputException;

/**
 * The decoders, by name. {@code leptonica} reads JPEG and WebP by libjpeg-turbo and libwebp; {@code imageio} reads JPEG by
 * the JDK, needs no native library, refuses WebP, and its pixels may depend on the JDK. PNG, BMP, GIF and TIFF are read
 * in Java by both. Both follow these rules; what follows none of them is refused with a reason.
 *
 * <table border="1">
 * <caption>Rules</caption>
 * <tr><td>format</td><td>by the first bytes, never by the name</td></tr>
 * <tr><td>orientation</td><td>EXIF's in JPEG, PNG and WebP, and TIFF's tag, are applied</td></tr>
 * <tr><td>grey</td><td>one channel; 1, 2 and 4 bits are scaled exactly to 0 to 255</td></tr>
 * <tr><td>16 bits</td><td>the high byte</td></tr>
 * <tr><td>palettes</td><td>colour, three channels, even if all of it is grey</td></tr>
 * <tr><td>alpha</td><td>over white: (c·a + 255·(255 − a) + 127) / 255 in integers, after 16 bits became 8. TIFF's
 * associated alpha, whose colours are multiplied by it already: min(255, c + 255 − a)</td></tr>
 * <tr><td>CMYK, YCCK</td><td>JPEG with Adobe's marker, which stores ink inverted: k·c / 255, rounded down, YCCK after
 * JFIF's formulas; without the marker refused. TIFF: (255 − c)·(255 − k) / 255, rounded down</td></tr>
 * <tr><td>profiles, gamma</td><td>ignored</td></tr>
 * <tr><td>several images</td><td>the first frame of a GIF, the first page of a TIFF, an animated PNG's default image;
 * animated WebP is refused</td></tr>
 * <tr><td>GIF</td><td>on a white screen, which an image that lies partly outside makes larger</td></tr>
 * <tr><td>BMP</td><td>alpha if the header names its bits; channels of other than 8 bits are scaled to the nearest
 * value</td></tr>
 * <tr><td>TIFF</td><td>unsigned integers of 1 to 16 bits; none, LZW, Deflate or PackBits compression</td></tr>
 * <tr><td>damage</td><td>what is cut short, has a wrong checksum, or makes libjpeg warn, is refused</td></tr>
 * <tr><td>size</td><td>more than {@link #MAX_PIXELS} pixels or a side above {@link #MAX_SIDE}, and progressive JPEG
 * of more than 100 scans, are refused before anything is allocated for them</td></tr>
 * </table>
 */
public final class ImageDecoders {
    /** Larger images are refused before anything is allocated for them: 64 megapixels. */
    public static final int MAX_PIXELS = 64_000_000;

    /** Images with a longer side are refused too: it is JPEG's limit. */
    public static final int MAX_SIDE = 65_535;

    private ImageDecoders() {}

    /** Returns a new decoder for one thread. */
    public static ImageDecoder open(String name) {
        return switch (name) {
            case "leptonica" -> new LeptonicaDecoder();
            case "imageio" -> new ImageIoDecoder();
            default ->
                throw new InvalidInputException(
                        "the decoder must be leptonica or imageio", name, "Choose one of these.");
        };
    }
}
