package dev.convoy.base;

/** Something a person gave that Convoy cannot use: the rule, the value given, and what to do, on one line. */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_TEXT = 200;

    /**
     * @param rule what must hold, as a clause without its full stop
     * @param given the value that broke it
     * @param remedy what to do, as a sentence
     */
    public InvalidInputException(String rule, Object given, String remedy) {
        super(oneLine(rule + ". Given: " + given + ". " + remedy));
    }

    /** As above, keeping the failure underneath for the log. */
    public InvalidInputException(String rule, Object given, String remedy, Throwable cause) {
        this(rule, given, remedy);
        initCause(cause);
    }

    /** A name or text from a file, without what would move a terminal's cursor. */
    public static String printable(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() > LONGEST_TEXT ? plain.substring(0, LONGEST_TEXT) + "…" : plain;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
