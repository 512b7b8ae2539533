// Converts between the caller's row-major float32 and the GPU's layouts.

// From float32 [example][channel][position] to [example][position][channel], with zeros for channels that are not given.
template <int N>
__device__ void images_in_body(const float* from, Value* to, Long packs, int channels, int given, Long plane) {
    EACH(i, packs) {
        Long place = i / (channels / N), example = place / plane;
        int first = (int)(i - place * (channels / N)) * N;
        Pack<N> out;
        for (int k = 0; k < N; k++) {
            bool there = first + k < given;
            out.at[k] = narrow(there ? from[(example * given + first + k) * plane + place - example * plane] : 0);
        }
        put(to, i, out);
    }
}
BOTH(images_in, (const float* from, Value* to, Long packs, int channels, int given, Long plane),
     (from, to, packs, channels, given, plane))

// The same from bytes [example][position][channel]; features has the feature of each of a channel's 256 values.
template <int N>
__device__ void pixels_in_body(const unsigned char* from, const float* features, Value* to, Long packs, int channels,
                               int given) {
    EACH(i, packs) {
        Long place = i / (channels / N);
        int first = (int)(i - place * (channels / N)) * N;
        Pack<N> out;
        for (int k = 0; k < N; k++) {
            int channel = first + k;
            out.at[k] = narrow(channel < given ? features[channel * 256 + from[place * given + channel]] : 0);
        }
        put(to, i, out);
    }
}
BOTH(pixels_in,
     (const unsigned char* from, const float* features, Value* to, Long packs, int channels, int given),
     (from, features, to, packs, channels, given))

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

// One layer's weights: where they are in the flattened vector, with its strides, and their values as
// [output][row][column][input of its group]. Inputs from `given` on are not in the vector: they are 0.
struct Weights {
    Long place, ofGroup, ofOutput, ofInput, ofRow, ofColumn;
    Value* values;
    int count, outputsOfGroup, inputs, given, rows, columns;
};

// A run of consecutive values of one layer's weights, for one block.
struct Piece {
    int layer, from;
};

// The position of value i in the flattened vector, or -1.
__device__ inline Long weightPlace(const Weights& w, int i) {
    int tap = i / w.inputs, line = tap / w.columns, output = line / w.rows, group = output / w.outputsOfGroup;
    int input = i - tap * w.inputs;
    if (input >= w.given) return -1;
    return w.place + group * w.ofGroup + (output - group * w.outputsOfGroup) * w.ofOutput + input * w.ofInput
            + (line - output * w.rows) * w.ofRow + (tap - line * w.columns) * w.ofColumn;
}

// Visits the values of the block's piece.
template <typename Visit>
__device__ inline void weightsOf(const Weights* layers, const Piece* pieces, int length, Visit visit) {
    Piece piece = pieces[blockIdx.x];
    Weights w = layers[piece.layer];
    int end = min(piece.from + length, w.count);
    for (int i = piece.from + threadIdx.x; i < end; i += blockDim.x) visit(w.values + i, weightPlace(w, i));
}

extern "C" __global__ void weights_in(const float* parameters, const Weights* layers, const Piece* pieces, int length) {
    weightsOf(layers, pieces, length,
              [&](Value* value, Long place) { *value = narrow(place < 0 ? 0 : parameters[place]); });
}

extern "C" __global__ void weights_out(float* gradient, const Weights* layers, const Piece* pieces, int length) {
    weightsOf(layers, pieces, length, [&](Value* value, Long place) {
        if (place >= 0) gradient[place] = widen(*value);
    });
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
