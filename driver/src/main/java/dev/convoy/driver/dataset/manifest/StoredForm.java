package dev.convoy.driver.dataset.manifest;

/**
 * How the images of a dataset are stored.
 *
 * @param kind {@code original} (the files' bytes), {@code short-side} (larger images re-encoded as JPEG) or {@code raw}
 *     (unsigned bytes)
 * @param shortSide length of the shorter side in pixels; null unless that is the kind
 * @param quality JPEG quality of re-encoded images; null unless images are re-encoded
 * @param height height of all stored images; null unless the kind is raw
 * @param width width of all stored images; null unless the kind is raw
 * @param resize the rule by which images were resized; null if none was
 * @param decoder identity of the decoder that measured the images; null if the input was raw already
 */
public record StoredForm(
        String kind, Integer shortSide, Integer quality, Integer height, Integer width, String resize, String decoder) {
    public static final String ORIGINAL = "original";
    public static final String SHORT_SIDE = "short-side";
    public static final String RAW = "raw";
}
