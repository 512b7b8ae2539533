package dev.convoy.kernel;

import dev.convoy.base.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;

/** The arithmetic that a kernel computes in, and the type of its parameter vector. */
public enum Precision {
    FLOAT32(DataType.FLOAT),
    /** float32, but convolutions and dense layers multiply values rounded to ten bits: {@code cudnn} only. */
    TF32(DataType.FLOAT),
    /**
     * Convolutions and dense layers multiply bfloat16 values and sum in float32; parameters stay float32. Only
     * {@code cudnn} and {@code onednn} have it; {@code onednn} uses float32 if the CPU has no bfloat16.
     */
    BFLOAT16(DataType.FLOAT),
    /** For checking arithmetic to the last digits: {@code reference} and {@code nd4j} only. */
    FLOAT64(DataType.DOUBLE);

    private final DataType storage;

    Precision(DataType storage) {
        this.storage = storage;
    }

    /** Returns the type of parameters, gradients and optimizer state. */
    public DataType storage() {
        return storage;
    }

    /** Returns the value of {@code kernel.precision} that names this precision. */
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
