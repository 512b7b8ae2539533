package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Reads a vector in the format of {@code Nd4j.write}: the buffer of its shape, then the buffer of its values, each with
 * a header (allocation mode, length, type), all big-endian. ND4J is not used for this, because it allocates what a
 * header says.
 */
final class Nd4jArray {
    /** A vector must fit into one Java array. */
    static final long MAX_BYTES = Integer.MAX_VALUE;

    private static final int MAX_RANK = 32;
    /** Values in a shape's buffer in addition to shape and strides: rank, flags, element stride, order. */
    private static final int SHAPE_EXTRAS = 4;

    private static final int CHUNK_VALUES = 1 << 13;

    private final DataInputStream in;
    private final DataType type;
    private final long length;

    private Nd4jArray(DataInputStream in, DataType type, long length) {
        this.in = in;
        this.type = type;
        this.length = length;
    }

    private record Header(long length, String type) {}

    /**
     * Reads everything except the values.
     *
     * @param name for messages
     * @throws InvalidInputException if it is not a vector of floating-point values
     */
    static Nd4jArray open(DataInputStream in, String name) throws IOException {
        try {
            long product = shape(in, name);
            Header values = header(in, name);
            DataType type =
                    switch (values.type()) {
                        case "FLOAT" -> DataType.FLOAT;
                        case "DOUBLE" -> DataType.DOUBLE;
                        case "HALF" -> DataType.FLOAT16;
                        case "BFLOAT16" -> DataType.BFLOAT16;
                        default -> throw malformed(name, "values of type " + values.type());
                    };
            if (values.length() != product) {
                throw malformed(
                        name,
                        String.format(Locale.ROOT, "a shape of %,d values and %,d values", product, values.length()));
            }
            return new Nd4jArray(in, type, product);
        } catch (UTFDataFormatException e) {
            throw malformed(name, "no text where a type should be");
        }
    }

    private static long shape(DataInputStream in, String name) throws IOException {
        Header shape = header(in, name);
        boolean wide = shape.type().equals("LONG");
        if (!wide && !shape.type().equals("INT")) {
            throw malformed(name, "a shape of type " + shape.type());
        }
        if (shape.length() < SHAPE_EXTRAS || shape.length() > 2 * MAX_RANK + SHAPE_EXTRAS) {
            throw malformed(name, String.format(Locale.ROOT, "a shape of %,d values", shape.length()));
        }
        long[] values = new long[(int) shape.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = wide ? in.readLong() : in.readInt();
        }
        if (values.length != 2 * values[0] + SHAPE_EXTRAS) {
            throw malformed(name, "rank " + values[0]);
        }
        long longest = 1;
        for (int i = 1; i <= values[0]; i++) {
            if (values[i] < 1 || (values[i] > 1 && longest > 1)) {
                throw malformed(name, "a shape that is no vector's");
            }
            longest = Math.max(longest, values[i]);
        }
        return longest;
    }

    private static Header header(DataInputStream in, String name) throws IOException {
        String mode = in.readUTF();
        long length =
                switch (mode) {
                    case "DIRECT", "HEAP", "JAVACPP" -> in.readInt();
                    case "LONG_SHAPE", "MIXED_DATA_TYPES" -> in.readLong();
                    default -> throw malformed(name, "allocation mode " + mode);
                };
        return new Header(length, in.readUTF());
    }

    long length() {
        return length;
    }

    /** Reads the values, rounded or widened to {@code storage}; the caller has checked their number. */
    FlatVector read(DataType storage) throws IOException {
        if (length > MAX_BYTES / storage.width() - 1) {
            throw new InvalidInputException(
                    "parameters must fit into 2 GiB",
                    String.format(Locale.ROOT, "%,d values", length),
                    "Take a smaller model.");
        }
        int width = type.width();
        ByteBuffer bytes = ByteBuffer.allocate((int) length * storage.width()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] piece = new byte[CHUNK_VALUES * width];
        for (long left = length; left > 0; left -= CHUNK_VALUES) {
            int count = (int) Math.min(CHUNK_VALUES, left);
            in.readFully(piece, 0, count * width);
            ByteBuffer values = ByteBuffer.wrap(piece);
            for (int i = 0; i < count; i++) {
                put(bytes, storage, values);
            }
        }
        return new FlatVector(storage, bytes.array());
    }

    private void put(ByteBuffer to, DataType storage, ByteBuffer from) {
        double value =
                switch (type) {
                    case FLOAT -> from.getFloat();
                    case DOUBLE -> from.getDouble();
                    case BFLOAT16 -> Bfloat16Indexer.toFloat(from.getShort());
                    default -> HalfIndexer.toFloat(from.getShort());
                };
        if (storage == DataType.DOUBLE) {
            to.putDouble(value);
        } else {
            to.putFloat((float) value);
        }
    }

    private static InvalidInputException malformed(String name, String given) {
        return new InvalidInputException(
                "an array must be a vector of FLOAT, DOUBLE, HALF or BFLOAT16 in ND4J's format",
                InvalidInputException.printable(given) + " in " + name,
                "Write the model again with ModelSerializer.writeModel.");
    }
}
