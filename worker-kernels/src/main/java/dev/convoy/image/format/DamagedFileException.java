package dev.convoy.image.format;

/** A file breaks the rules of its format, or uses a part of it that is not read. The message is a short reason. */
public final class DamagedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public DamagedFileException(String reason) {
        super(reason);
    }

    static DamagedFileException truncated() {
        return new DamagedFileException("truncated");
    }
}
