package dev.convoy.base;

/** Reports input from a person that Convoy cannot use: the rule, the value given and what to do, on one line. */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_TEXT_CHARS = 200;

    private final String rule;
    private final String given;
    private final String remedy;

    /**
     * @param rule what must hold, as a clause without its full stop
     * @param given the value that broke it
     * @param remedy what to do, as a sentence
     */
    public InvalidInputException(String rule, Object given, String remedy) {
        super(oneLine(rule + ". Given: " + given + ". " + remedy));
        this.rule = oneLine(rule);
        this.given = oneLine(String.valueOf(given));
        this.remedy = oneLine(remedy);
    }

    /** Also keeps the cause, for the log. */
    public InvalidInputException(String rule, Object given, String remedy, Throwable cause) {
        this(rule, given, remedy);
        initCause(cause);
    }

    /** Returns what must hold. */
    public String rule() {
        return rule;
    }

    /** Returns the value that broke the rule. */
    public String given() {
        return given;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }

    /** Returns a name or text from a file without the characters that would move a terminal's cursor. */
    public static String printable(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() > MAX_TEXT_CHARS ? plain.substring(0, MAX_TEXT_CHARS) + "…" : plain;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
