package dev.convoy.driver.prepare.source.binary;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.StorageException;
import dev.convoy.driver.prepare.source.files.StorageInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/**
 * A file of unsigned bytes in IDX: two zero bytes, the type 8, the number of dimensions, each dimension as a big-endian
 * int, then the values (Y. LeCun, "The MNIST database of handwritten digits"). Labels have one dimension, images three.
 *
 * @param name path relative to the input
 * @param height height of an image, 1 for labels
 * @param width width of an image, 1 for labels
 */
record IdxFile(String name, boolean images, boolean zipped, int count, int height, int width) implements Serializable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Whether a file starts as IDX files of labels or images do. */
    static boolean is(FileStart file) {
        return isImages(file) || file.startsWith(0, 0, 8, 1);
    }

    private static boolean isImages(FileStart file) {
        return file.startsWith(0, 0, 8, 3);
    }

    /** @throws InvalidInputException if the header does not fit the file */
    static IdxFile of(FileStart file) {
        boolean images = isImages(file);
        ByteBuffer header = ByteBuffer.wrap(file.content());
        if (header.remaining() < headerBytes(images)) {
            throw cut(file);
        }
        int height = images ? header.getInt(8) : 1;
        int width = images ? header.getInt(12) : 1;
        IdxFile found = new IdxFile(file.name(), images, file.isZipped(), header.getInt(4), height, width);
        if (found.count < 1 || height < 1 || width < 1 || (long) height * width > Integer.MAX_VALUE - 16) {
            throw new InvalidInputException(
                    "an IDX file must have at least 1 in each dimension, and images of less than 2 GiB",
                    found.count + " × " + height + " × " + width + " in "
                            + InvalidInputException.printable(file.name()),
                    "Check how it was written.");
        }
        if (!found.zipped && found.start(found.count) != file.length()) {
            throw cut(file);
        }
        return found;
    }

    private static InvalidInputException cut(FileStart file) {
        return new InvalidInputException(
                "an IDX file must have the size that its header gives",
                InvalidInputException.printable(file.name()) + " with " + file.length() + " bytes",
                "Copy the file again: it is cut or damaged.");
    }

    private static int headerBytes(boolean images) {
        return images ? 16 : 8;
    }

    /** Bytes of a label or image. */
    int valueBytes() {
        return height * width;
    }

    /** Returns where a value starts. */
    private long start(int value) {
        return headerBytes(images) + (long) value * valueBytes();
    }

    /** Opens the file at a value. */
    InputStream open(UserPath root, int from) throws IOException, LostImageException {
        var file = StorageInput.open(root.files(), Listing.path(root, name));
        try {
            if (!zipped) {
                file.seek(start(from));
                return new BufferedInputStream(file, BUFFER_BYTES);
            }
            InputStream content = new BufferedInputStream(new GZIPInputStream(file, BUFFER_BYTES), BUFFER_BYTES);
            content.skipNBytes(start(from));
            return content;
        } catch (IOException e) {
            file.close();
            throw damaged(e);
        }
    }

    /** Reads bytes of values. */
    byte[] read(InputStream in, int bytes) throws IOException, LostImageException {
        try {
            byte[] values = in.readNBytes(bytes);
            if (values.length < bytes) {
                throw new IOException("it ends too early");
            }
            return values;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private LostImageException damaged(IOException e) throws StorageException {
        StorageException.rethrowFrom(e);
        return new LostImageException(
                "is damaged in " + InvalidInputException.printable(name) + ": " + FileRead.firstLine(e), e);
    }
}
