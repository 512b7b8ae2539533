package dev.convoy.driver.prepare.source;

/**
 * Images that cannot be read, for the list of such files.
 *
 * @param reason what is wrong with it, as the predicate of a sentence about the file: "is empty"
 * @param lost number of images that are lost, at least 1; for the rest of an archive an estimate from the part before
 */
public record SourceFailure(String id, String reason, long lost) implements SourceItem {
    /** One image that is lost. */
    public SourceFailure(String id, String reason) {
        this(id, reason, 1);
    }
}
