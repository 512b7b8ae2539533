package dev.convoy.driver.prepare.source;

/**
 * Images that cannot be read, for the list of such files.
 *
 * @param reason what is wrong with it, as the predicate of a sentence about the file: "is empty"
 * @param lost number of images that are lost, at least 1; for the rest of an archive an estimate from the part before
 */
public record SourceFailure(String id, String reason, long lost) implements SourceItem {
    /** A photograph, as a guess. */
    private static final double UNKNOWN_IMAGE_BYTES = 100_000;

    /** One image that is lost. */
    public SourceFailure(String id, String reason) {
        this(id, reason, 1);
    }

    /**
     * The rest of a file that is damaged.
     *
     * @param read bytes of the file that were read, with {@code images} in them
     * @param length bytes of the file
     */
    public static SourceFailure rest(String id, String reason, long images, long read, long length) {
        double imageBytes = images == 0 ? UNKNOWN_IMAGE_BYTES : (double) read / images;
        return new SourceFailure(id, reason, Math.max(1, Math.round((length - read) / imageBytes)));
    }
}
