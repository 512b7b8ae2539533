package dev.convoy.driver.run;

import java.util.regex.Pattern;

/** Removes secrets from text that is printed or saved: values of secret keys, as Spark does, and passwords in URLs. */
public final class Redaction {
    /**
     * Matches Spark's default of {@code spark.redaction.regex} in the name of a key: of HOCON, JSON or a URL's query.
     */
    private static final Pattern VALUE_OF_SECRET_KEY =
            Pattern.compile("(?i)((?:secret|password|token|access[.]?key)[\\w.-]*(?:\\s*=|\"\\s*:)\\s*)"
                    + "(?:\"[^\"]*\"|[^\\s\"&,;]+)");

    /** {@code scheme://user:password@host}. */
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(://[^/\\s:@]*:)[^/\\s]*@");

    /** Spark's replacement for a secret. */
    private static final String REDACTED = "*********(redacted)";

    private Redaction() {}

    public static String of(String text) {
        String withoutValues = VALUE_OF_SECRET_KEY.matcher(text).replaceAll("$1" + REDACTED);
        return PASSWORD_IN_URL.matcher(withoutValues).replaceAll("$1" + REDACTED + "@");
    }
}
