// Converts between the caller's row-major float32 and the GPU's layouts.

// From [example][channel][position] to [example][position][channel].
extern "C" __global__ void images_in(const float* from, Value* to, Long count, int channels, Long plane) {
    EACH(i, count) {
        Long place = i / channels % plane;
        Long example = i / channels / plane;
        to[i] = narrow(from[(example * channels + i % channels) * plane + place]);
    }
}

extern "C" __global__ void cast_in(const float* from, Value* to, Long count) {
    EACH(i, count) to[i] = narrow(from[i]);
}

extern "C" __global__ void cast_out(const Value* from, float* to, Long count) {
    EACH(i, count) to[i] = widen(from[i]);
}

// Converts the same values from channels first to channels last, and back.
extern "C" __global__ void channels_last(const Value* from, Value* to, Long count, int channels, Long plane) {
    EACH(i, count) {
        Long place = i / channels % plane;
        Long example = i / channels / plane;
        to[i] = from[(example * channels + i % channels) * plane + place];
    }
}

extern "C" __global__ void channels_first(const Value* from, Value* to, Long count, int channels, Long plane) {
    EACH(i, count) {
        Long channel = i / plane % channels;
        Long example = i / plane / channels;
        to[i] = from[(example * plane + i % plane) * channels + channel];
    }
}

// Weights [output][row][column][input of its group]: their position in the flattened vector, by its strides.
__device__ inline Long weightPlace(int i, int outputsOfGroup, int inputs, int rows, int columns, Long ofGroup,
                                   Long ofOutput, Long ofInput, Long ofRow, Long ofColumn) {
    int tap = i / inputs, line = tap / columns, output = line / rows, group = output / outputsOfGroup;
    return group * ofGroup + (output - group * outputsOfGroup) * ofOutput + (i - tap * inputs) * ofInput
            + (line - output * rows) * ofRow + (tap - line * columns) * ofColumn;
}

extern "C" __global__ void weights_in(const float* from, Value* to, int count, int outputsOfGroup, int inputs, int rows,
                                      int columns, Long ofGroup, Long ofOutput, Long ofInput, Long ofRow,
                                      Long ofColumn) {
    EACH(i, count) {
        to[i] = narrow(from[weightPlace(i, outputsOfGroup, inputs, rows, columns, ofGroup, ofOutput, ofInput, ofRow,
                                        ofColumn)]);
    }
}

extern "C" __global__ void weights_out(const Value* from, float* to, int count, int outputsOfGroup, int inputs,
                                       int rows, int columns, Long ofGroup, Long ofOutput, Long ofInput, Long ofRow,
                                       Long ofColumn) {
    EACH(i, count) {
        to[weightPlace(i, outputsOfGroup, inputs, rows, columns, ofGroup, ofOutput, ofInput, ofRow, ofColumn)] =
                widen(from[i]);
    }
}

// Copies some columns of a matrix to some columns of another.
extern "C" __global__ void copy_columns(const Value* from, Value* to, Long count, int columns, int fromWidth,
                                        int fromFirst, int toWidth, int toFirst) {
    EACH(i, count) {
        Long row = i / columns;
        Long column = i % columns;
        to[row * toWidth + toFirst + column] = from[row * fromWidth + fromFirst + column];
    }
}
