package dev.convoy.kernel;

import dev.convoy.base.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;

/** The arithmetic a kernel computes in, and the type its parameter vector is kept in. */
public enum Precision {
    FLOAT32(DataType.FLOAT),
    /** The same, but convolutions and dense layers round what they multiply to ten bits: {@code cudnn} only. */
    TF32(DataType.FLOAT),
    /**
     * Convolutions and dense layers multiply bfloat16 and sum in float32; parameters stay float32. {@code onednn}, where
     * float32 takes its place if the CPU cannot, and {@code cudnn}.
     */
    BFLOAT16(DataType.FLOAT),
    /** For checking laws to the last digits: {@code reference} and {@code nd4j} only. */
    FLOAT64(DataType.DOUBLE);

    private final DataType storage;

    Precision(DataType storage) {
        this.storage = storage;
    }

    /** The type of parameters, gradients and updater state. */
    public DataType storage() {
        return storage;
    }

    /** The value of {@code kernel.precision} that names this. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidInputException if no precision has that name */
    public static Precision of(String key) {
        return Arrays.stream(values())
                .filter(precision -> precision.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "kernel.precision must be one of "
                                + Arrays.stream(values()).map(Precision::key).collect(Collectors.joining(", ")),
                        key,
                        "Use float32; bfloat16 for speed where the CPU has it; float64 for checking arithmetic."));
    }
}
