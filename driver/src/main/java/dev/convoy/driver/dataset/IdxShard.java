package dev.convoy.driver.dataset;

import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Images;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A pair of IDX files: images ({@code idx3-ubyte}) and labels ({@code idx1-ubyte}), gzipped if their names end in .gz.
 *
 * <p>The format is two zero bytes, the element type (8 = unsigned byte), the number of dimensions, each dimension as a
 * big-endian int, then the values (Y. LeCun, "The MNIST database of handwritten digits").
 *
 * @param images Hadoop path of the images file
 * @param labels Hadoop path of the labels file
 */
public record IdxShard(String images, String labels) implements Shard {
    private static final int UNSIGNED_BYTE = 8;

    /** @throws InvalidInput naming the file, if one is missing, truncated, of another kind, or their counts differ */
    @Override
    public Images read(Configuration hadoop) throws IOException {
        IdxArray pixels = read(images, 3, hadoop);
        IdxArray classes = read(labels, 1, hadoop);
        if (pixels.dimensions[0] != classes.dimensions[0]) {
            throw new InvalidInput(
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

    private static IdxArray read(String file, int rank, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        try (InputStream raw = path.getFileSystem(hadoop).open(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(unzipped(file, raw)))) {
            int magic = in.readInt();
            if (magic != (UNSIGNED_BYTE << 8 | rank)) {
                throw new InvalidInput(
                        "an IDX file of " + rank + " dimension(s) of unsigned bytes starts with "
                                + hex(UNSIGNED_BYTE << 8 | rank),
                        hex(magic) + " in " + file,
                        "Check that this is the right file.");
            }
            int[] dimensions = new int[rank];
            long length = 1;
            for (int i = 0; i < rank; i++) {
                dimensions[i] = in.readInt();
                length = Math.multiplyExact(length, (long) dimensions[i]);
            }
            if (length < 1 || length > Integer.MAX_VALUE - 16) {
                throw new InvalidInput("an IDX file holds 1 to 2³¹ values", length + " in " + file, "Split the file.");
            }
            byte[] values = in.readNBytes((int) length);
            if (values.length < length || in.read() >= 0) {
                throw truncated(file, "its header promises " + length + " values");
            }
            return new IdxArray(dimensions, values);
        } catch (FileNotFoundException e) {
            throw new InvalidInput(
                    "an IDX file must exist, on a cluster for all executors",
                    file,
                    "Check data.train and data.test.",
                    e);
        } catch (EOFException | ZipException e) {
            throw truncated(file, e.getMessage() == null ? "it ends too early" : e.getMessage());
        }
    }

    private static InputStream unzipped(String file, InputStream raw) throws IOException {
        return file.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
    }

    private static InvalidInput truncated(String file, String detail) {
        return new InvalidInput(
                "an IDX file must be whole", file + " (" + detail + ")", "Copy the file again: it is cut or damaged.");
    }

    private static String hex(int magic) {
        return String.format("0x%08x", magic);
    }
}
