package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Images;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
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
public record IdxShard(String images, String labels) implements Shard {
    /** The values must fit into one Java array. */
    private static final int MAX_VALUES = Integer.MAX_VALUE - 16;

    /**
     * @throws InvalidInputException naming the file, if one is missing, truncated, of another kind, or their counts
     *     differ
     */
    @Override
    public Images read(Configuration hadoop) throws IOException {
        IdxArray pixels = read(images, IdxStart.IMAGES, hadoop);
        IdxArray classes = read(labels, IdxStart.LABELS, hadoop);
        if (pixels.dimensions[0] != classes.dimensions[0]) {
            throw new InvalidInputException(
                    "images and labels must be equally many",
                    pixels.dimensions[0] + " images in " + images + " and " + classes.dimensions[0] + " labels in "
                            + labels,
                    "Check that the two files belong together.");
        }
        int[] values = new int[classes.values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = classes.values[i] & 0xff;
        }
        return new Images(new Shape(1, pixels.dimensions[1], pixels.dimensions[2]), pixels.values, values);
    }

    private record IdxArray(int[] dimensions, byte[] values) {}

    private static IdxArray read(String file, IdxStart wanted, Configuration hadoop) throws IOException {
        UserPath path = UserPath.of("an IDX file", file, hadoop);
        try (InputStream raw = path.files().open(path.path());
                DataInputStream in = new DataInputStream(IdxStart.unzipped(raw))) {
            wanted.require(in.readInt(), file);
            int[] dimensions = new int[wanted.dimensions()];
            for (int i = 0; i < dimensions.length; i++) {
                dimensions[i] = in.readInt();
            }
            int length = length(dimensions, file);
            byte[] values = in.readNBytes(length);
            if (values.length < length) {
                throw broken(file, "it ends after %,d of the %,d values of its header", values.length, length);
            }
            if (in.read() >= 0) {
                throw broken(file, "more follows the %,d values of its header", length);
            }
            return new IdxArray(dimensions, values);
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
