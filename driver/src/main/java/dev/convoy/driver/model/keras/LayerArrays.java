package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import io.jhdf.api.Dataset;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One layer's arrays and their positions in the flattened vector, one after the other. */
final class LayerArrays {
    /** Compressed and chunked arrays can expand to any size, and Keras writes neither. */
    private static final Set<DataLayout> PLAIN = Set.of(DataLayout.CONTIGUOUS, DataLayout.COMPACT);

    /** Writes an array to the vector. */
    private interface Copy {
        void to(float[] vector);
    }

    private final FileLocation place;
    private final Map<String, Dataset> stored;
    private final List<Copy> copies = new ArrayList<>();
    private long next;

    /** @param start offset of the layer's parameters in the vector */
    LayerArrays(FileLocation place, Map<String, Dataset> stored, long start) {
        this.place = place;
        this.stored = stored;
        this.next = start;
    }

    void copyTo(float[] vector) {
        copies.forEach(copy -> copy.to(vector));
    }

    /** Adds an array whose values stay in their order. */
    void asStored(String name, int... shape) {
        Dataset array = require(name, shape);
        long at = advance(shape);
        copies.add(vector -> {
            float[] values = values(array);
            System.arraycopy(values, 0, vector, Math.toIntExact(at), values.length);
        });
    }

    /**
     * Adds an array of height, width, in, out as out, in, height, width.
     *
     * @param turned whether it is turned by 180 degrees in the file
     * @param shape height, width, in, out
     */
    void kernel(String name, boolean turned, int... shape) {
        Dataset array = require(name, shape);
        long at = advance(shape);
        int taps = shape[0] * shape[1];
        int inputs = shape[2];
        int outputs = shape[3];
        copies.add(vector -> {
            float[] values = values(array);
            int to = Math.toIntExact(at);
            for (int out = 0; out < outputs; out++) {
                for (int in = 0; in < inputs; in++) {
                    for (int tap = 0; tap < taps; tap++) {
                        int from = turned ? taps - 1 - tap : tap;
                        vector[to++] = values[(from * inputs + in) * outputs + out];
                    }
                }
            }
        });
    }

    /**
     * Adds an array with its rows as columns.
     *
     * @param order index of each row in the file; null if the rows are in order
     */
    void ordered(String name, int[] order, int rows, int... columns) {
        int[] shape =
                IntStream.concat(IntStream.of(rows), IntStream.of(columns)).toArray();
        Dataset array = require(name, shape);
        int width = IntStream.of(columns).reduce(1, Math::multiplyExact);
        long at = advance(shape);
        copies.add(vector -> {
            float[] values = values(array);
            int to = Math.toIntExact(at);
            for (int column = 0; column < width; column++) {
                for (int row = 0; row < rows; row++) {
                    vector[to++] = values[(order == null ? row : order[row]) * width + column];
                }
            }
        });
    }

    void constant(float value, int length) {
        int from = Math.toIntExact(next);
        int to = Math.toIntExact(advance(length) + length);
        copies.add(vector -> Arrays.fill(vector, from, to, value));
    }

    /** Reads a vector that is not part of the network's parameters; in the file it may have other dimensions of length 1. */
    float[] values(String name, int length) {
        Dataset array = stored.get(name);
        long[] given = array == null ? new long[0] : array.getDimensionsAsLong();
        long product = LongStream.of(given).reduce(1, (a, b) -> a > length ? a : a * b);
        int[] shape = product == length
                ? LongStream.of(given).mapToInt(Math::toIntExact).toArray()
                : new int[] {length};
        return values(require(name, shape));
    }

    private long advance(int... shape) {
        long at = next;
        next += IntStream.of(shape).asLongStream().reduce(1, Math::multiplyExact);
        return at;
    }

    private Dataset require(String name, int... shape) {
        Dataset array = stored.get(name);
        if (array == null) {
            throw place.invalid(
                    "a Keras file must hold the weights of all layers",
                    "no " + name,
                    "Save it with model.save, and not as a configuration alone.");
        }
        long[] given = array.getDimensionsAsLong();
        if (!Arrays.equals(given, IntStream.of(shape).asLongStream().toArray())) {
            throw place.invalid(
                    name + " must be " + Arrays.toString(shape),
                    Arrays.toString(given),
                    "Give images of the size, and weights of the model, that it was saved with.");
        }
        boolean real = array.getDataType() instanceof FloatingPoint
                && (array.getJavaType() == float.class || array.getJavaType() == double.class);
        if (!real || !PLAIN.contains(array.getDataLayout()) || array.isEmpty()) {
            throw place.invalid(
                    "weights must be plain floating-point arrays, not compressed or in chunks",
                    name + " of " + array.getDataType().getClass().getSimpleName() + ", " + array.getDataLayout(),
                    "Save the model again with Keras.");
        }
        return array;
    }

    private static float[] values(Dataset array) {
        Object values = array.getDataFlat();
        if (values instanceof float[] floats) {
            return floats;
        }
        double[] wide = (double[]) values;
        float[] narrow = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }
}
