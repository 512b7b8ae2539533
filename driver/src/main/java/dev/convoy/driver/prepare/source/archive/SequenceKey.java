package dev.convoy.driver.prepare.source.archive;

import java.util.regex.Pattern;

/** The key of a record, which names its class. */
record SequenceKey(String text) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern ABSOLUTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?/.*", Pattern.DOTALL);

    boolean isNumber() {
        return NUMBER.matcher(text).matches();
    }

    /** Whether it tells one record from another. */
    boolean isName() {
        return !text.isEmpty() && !isNumber();
    }

    /** Returns the class, or null. */
    String label() {
        if (isNumber()) {
            return text;
        }
        int last = text.lastIndexOf('/');
        if (last <= 0) {
            return null;
        }
        String folder = text.substring(0, last).replaceFirst("^\\./", "");
        // The folders on the way to an absolute path are the machine's, not the data's.
        boolean absolute = ABSOLUTE.matcher(text).matches();
        return absolute ? folder.substring(folder.lastIndexOf('/') + 1) : folder.split("/", 2)[0];
    }
}
