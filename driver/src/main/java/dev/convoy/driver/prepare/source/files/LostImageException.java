package dev.convoy.driver.prepare.source.files;

/** An image cannot be had, and trying again would not help. The message is the predicate of a sentence
 * about the file. */
public final class LostImageException extends Exception {
    private static final long serialVersionUID = 1L;

    public LostImageException(String reason) {
        super(reason);
    }

    public LostImageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
