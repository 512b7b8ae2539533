package dev.convoy.driver.prepare.source.files;

import dev.convoy.driver.run.StorageFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** Reads whole image files. */
public final class FileRead {
    private FileRead() {}

    /**
     * Reads a file.
     *
     * @param maxBytes most bytes that it may have, less than 2 GiB
     * @throws LostImageException if it is missing, empty, too large or refused
     * @throws IOException if the storage fails
     */
    public static byte[] whole(FileSystem files, Path path, long maxBytes) throws IOException, LostImageException {
        byte[] bytes = start(files, path, (int) maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (bytes.length == 0) {
            throw new LostImageException("is empty");
        }
        return bytes;
    }

    /** Reads a file up to a number of bytes. */
    static byte[] start(FileSystem files, Path path, int bytes) throws IOException, LostImageException {
        try (InputStream in = files.open(path)) {
            return in.readNBytes(bytes);
        } catch (FileNotFoundException | AccessControlException e) {
            throw lost(e);
        }
    }

    /** Returns the failure of a file that is larger than allowed. */
    public static LostImageException tooLarge(long maxBytes) {
        return new LostImageException(String.format(Locale.ROOT, "has more than %,d bytes, the limit", maxBytes));
    }

    /** Returns an exception's message on one line, for reasons. */
    public static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("").strip();
    }

    /** Returns why a file cannot be opened, if that lasts: Java reports much else as a missing file. */
    private static LostImageException lost(IOException e) throws IOException {
        Optional<StorageFailure> failure = StorageFailure.of(e);
        if (failure.isPresent() && failure.get() != StorageFailure.PERMISSION) {
            throw e;
        }
        String message = String.valueOf(e.getMessage());
        boolean folder = message.contains("directory)") || message.contains("not a file");
        String missing = folder ? "is a folder" : "does not exist";
        return new LostImageException(failure.isPresent() ? "may not be read by this user" : missing, e);
    }
}
