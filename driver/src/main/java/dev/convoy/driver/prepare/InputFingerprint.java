package dev.convoy.driver.prepare;

import dev.convoy.base.Sha256;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourcePart;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 over what the parts of an input name: it changes with a file's name, or with the size of its part. */
final class InputFingerprint extends ObjectOutputStream {
    private final String root;

    private InputFingerprint(OutputStream out, String root) throws IOException {
        super(out);
        this.root = root;
        enableReplaceObject(true);
    }

    /** @param root where the input lies, which does not count */
    static String of(Source source, String root) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputFingerprint out =
                new InputFingerprint(new DigestOutputStream(OutputStream.nullOutputStream(), digest), root)) {
            out.writeUTF(source.kind());
            for (SourcePart part : source.parts()) {
                out.writeObject(part);
                // Otherwise a million names are kept until the end.
                out.reset();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    protected Object replaceObject(Object object) {
        return object instanceof String text && text.startsWith(root) ? text.substring(root.length()) : object;
    }
}
