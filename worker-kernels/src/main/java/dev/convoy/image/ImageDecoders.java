package dev.convoy.image;

import dev.convoy.base.InvalidInputException;

/**
 * The decoders, by name: {@code leptonica} is the fast one, {@code imageio} needs no native library, but its pixels may
 * depend on the Java version.
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
