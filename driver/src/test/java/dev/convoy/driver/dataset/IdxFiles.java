package dev.convoy.driver.dataset;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes small IDX files for tests. */
public final class IdxFiles {
    private IdxFiles() {}

    /** The four files of the MNIST family, with images whose brightness tells their class. */
    public static void writeAll(Path folder, int train, int test, int side, int classes, long seed) throws IOException {
        write(folder, "train", train, side, classes, seed);
        write(folder, "t10k", test, side, classes, seed + 1);
    }

    private static void write(Path folder, String prefix, int count, int side, int classes, long seed)
            throws IOException {
        Random random = new Random(seed);
        byte[] labels = new byte[count];
        byte[] pixels = new byte[count * side * side];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i < classes ? i : random.nextInt(classes));
            for (int p = 0; p < side * side; p++) {
                pixels[i * side * side + p] = (byte) (labels[i] * 255 / classes + random.nextInt(40));
            }
        }
        Files.write(folder.resolve(prefix + "-images-idx3-ubyte"), idx(pixels, count, side, side));
        Files.write(folder.resolve(prefix + "-labels-idx1-ubyte.gz"), gzip(idx(labels, count)));
    }

    /** Returns header and values of an IDX file of unsigned bytes. */
    public static byte[] idx(byte[] values, int... dimensions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x0800 | dimensions.length);
        for (int dimension : dimensions) {
            out.writeInt(dimension);
        }
        out.write(values);
        return bytes.toByteArray();
    }

    public static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
