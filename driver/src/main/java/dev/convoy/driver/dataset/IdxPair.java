package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.feed.ExampleSink;
import dev.convoy.kernel.graph.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;

/**
 * A pair of IDX files: images ({@code idx3-ubyte}) and labels ({@code idx1-ubyte}), gzipped or not, whatever their
 * names.
 *
 * <p>The format is two zero bytes, the element type (8 = unsigned byte), the number of dimensions, each dimension as a
 * big-endian int, then the values (Y. LeCun, "The MNIST database of handwritten digits").
 *
 * @param images Hadoop path of the images file
 * @param labels Hadoop path of the labels file
 */
record IdxPair(String images, String labels) implements Serializable {
    /** The number of values that earlier versions could read; it keeps sizes within an int. */
    private static final int MAX_VALUES = Integer.MAX_VALUE - 16;

    /** Reads the content of a file after its header. */
    private interface Content<R> {
        R read(DataInputStream in, int[] dimensions) throws IOException;
    }

    /**
     * Reads all images, each with its index as its key.
     *
     * @return their shape
     * @throws InvalidInputException naming the file, if one is missing, truncated, of another kind, or their counts
     *     differ
     */
    Shape read(Configuration hadoop, ExampleSink to) throws IOException {
        byte[] classes = read(labels, IdxStart.LABELS, hadoop, (in, dimensions) -> {
            byte[] values = in.readNBytes(dimensions[0]);
            requireAll(labels, values.length, dimensions[0]);
            return values;
        });
        return read(images, IdxStart.IMAGES, hadoop, (in, dimensions) -> {
            if (dimensions[0] != classes.length) {
                throw new InvalidInputException(
                        "images and labels must be equally many",
                        dimensions[0] + " images in " + images + " and " + classes.length + " labels in " + labels,
                        "Check that the two files belong together.");
            }
            byte[] image = new byte[dimensions[1] * dimensions[2]];
            for (int i = 0; i < classes.length; i++) {
                int length = in.readNBytes(image, 0, image.length);
                if (length < image.length) {
                    requireAll(images, i * image.length + length, classes.length * image.length);
                }
                to.add(i, classes[i] & 0xff, image, image.length);
            }
            return new Shape(1, dimensions[1], dimensions[2]);
        });
    }

    private static <R> R read(String file, IdxStart wanted, Configuration hadoop, Content<R> content)
            throws IOException {
        UserPath path = UserPath.of("an IDX file", file, hadoop);
        try (InputStream raw = path.files().open(path.path());
                DataInputStream in = new DataInputStream(IdxStart.unzipped(raw))) {
            wanted.require(in.readInt(), file);
            int[] dimensions = new int[wanted.dimensions()];
            for (int i = 0; i < dimensions.length; i++) {
                dimensions[i] = in.readInt();
            }
            int length = length(dimensions, file);
            R result = content.read(in, dimensions);
            if (in.read() >= 0) {
                throw broken(file, "more follows the %,d values of its header", length);
            }
            return result;
        } catch (FileNotFoundException e) {
            // Java also throws this for a file that this user may not read.
            if (StorageFailure.of(e).isPresent()) {
                throw e;
            }
            throw new InvalidInputException(
                    "an IDX file must exist, on a cluster for all executors",
                    file,
                    "Check data.train and data.test.",
                    e);
        } catch (EOFException | ZipException e) {
            throw (InvalidInputException) broken(file, e.getMessage() == null ? "it ends too early" : e.getMessage())
                    .initCause(e);
        }
    }

    private static void requireAll(String file, int values, int wanted) {
        if (values < wanted) {
            throw broken(file, "it ends after %,d of the %,d values of its header", values, wanted);
        }
    }

    private static int length(int[] dimensions, String file) {
        long length = 1;
        for (int dimension : dimensions) {
            // A negative value was written as 2³¹ or more.
            length *= Integer.toUnsignedLong(dimension);
            if (dimension < 1 || length > MAX_VALUES) {
                String given = Arrays.stream(dimensions)
                        .mapToObj(Integer::toUnsignedString)
                        .collect(Collectors.joining(" × "));
                throw new InvalidInputException(
                        String.format(
                                Locale.ROOT,
                                "an IDX file must have at least 1 in each dimension, and at most %,d values",
                                MAX_VALUES),
                        given + " in " + file,
                        length < 1
                                ? "Check that the program that wrote it found its images."
                                : "Check how it was written; if it is right, train on fewer or smaller images.");
            }
        }
        return (int) length;
    }

    private static InvalidInputException broken(String file, String detail, Object... numbers) {
        return new InvalidInputException(
                "an IDX file must be whole",
                file + " (" + (numbers.length == 0 ? detail : String.format(Locale.ROOT, detail, numbers)) + ")",
                "Copy the file again: it is cut or damaged.");
    }
}
