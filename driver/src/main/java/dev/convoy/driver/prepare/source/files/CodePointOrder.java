package dev.convoy.driver.prepare.source.files;

import java.util.Comparator;

/**
 * Orders text by code points, as Python and UTF-8 do. Java's own order differs where characters beyond U+FFFF meet
 * those from U+E000 on.
 */
public enum CodePointOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean high = Character.isSurrogate(x);
                // Surrogates make code points beyond all that one char can hold.
                return high == Character.isSurrogate(y) ? Character.compare(x, y) : Boolean.compare(high, !high);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
