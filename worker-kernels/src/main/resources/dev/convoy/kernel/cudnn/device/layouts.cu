// Converts between the caller's row-major float32 and the GPU's layouts.

// How images are kept: the fields of ImageLayout.
struct Images {
    int channels, height, width, givenChannels, givenHeight, givenWidth;
    int patchHeight, patchWidth, stepHeight, stepWidth, top, left;
};

#define IMAGES                                                                                                        \
    int channels, int height, int width, int givenChannels, int givenHeight, int givenWidth, int patchHeight,        \
            int patchWidth, int stepHeight, int stepWidth, int top, int left
#define THE_IMAGES                                                                                                    \
    channels, height, width, givenChannels, givenHeight, givenWidth, patchHeight, patchWidth, stepHeight, stepWidth, \
            top, left

// Writes N channels of one position. pixel(example, row, column, channel) gives a feature inside the image.
template <int N, typename Pixel>
__device__ inline void writeImages(Value* to, Long packs, const Images& g, Pixel pixel) {
    int across = g.channels / N;
    EACH(i, packs) {
        Long place = i / across, line = place / g.width, example = line / g.height;
        int first = (int)(i - place * across) * N;
        int row = (int)(line - example * g.height) * g.stepHeight - g.top;
        int column = (int)(place - line * g.width) * g.stepWidth - g.left;
        int cell = first / g.givenChannels, channel = first - cell * g.givenChannels;
        int a = cell / g.patchWidth, b = cell - a * g.patchWidth;
        Pack<N> out;
        for (int k = 0; k < N; k++) {
            int y = row + a, x = column + b;
            bool there = a < g.patchHeight && y >= 0 && y < g.givenHeight && x >= 0 && x < g.givenWidth;
            out.at[k] = narrow(there ? pixel(example, y, x, channel) : 0);
            if (++channel == g.givenChannels) {
                channel = 0;
                if (++b == g.patchWidth) {
                    b = 0;
                    a++;
                }
            }
        }
        put(to, i, out);
    }
}

// From float32 [example][channel][row][column].
template <int N>
__device__ void images_in_body(const float* from, Value* to, Long packs, IMAGES) {
    Images g = {THE_IMAGES};
    writeImages<N>(to, packs, g, [&](Long example, int y, int x, int channel) {
        return from[((example * g.givenChannels + channel) * g.givenHeight + y) * g.givenWidth + x];
    });
}
BOTH(images_in, (const float* from, Value* to, Long packs, IMAGES), (from, to, packs, THE_IMAGES))

// From bytes [example][row][column][channel]; features has the feature of each of a channel's 256 values.
template <int N>
__device__ void pixels_in_body(const unsigned char* from, const float* features, Value* to, Long packs, IMAGES) {
    Images g = {THE_IMAGES};
    writeImages<N>(to, packs, g, [&](Long example, int y, int x, int channel) {
        Long place = (example * g.givenHeight + y) * g.givenWidth + x;
        return features[channel * 256 + from[place * g.givenChannels + channel]];
    });
}
BOTH(pixels_in, (const unsigned char* from, const float* features, Value* to, Long packs, IMAGES),
     (from, features, to, packs, THE_IMAGES))

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
// [output][row][column][input of its group]. Some rows and columns of the vector, a patch, may be inputs of one tap.
// Values that the vector does not have are 0.
struct Weights {
    Long place, ofGroup, ofOutput, ofInput, ofRow, ofColumn;
    Value* values;
    int count, outputsOfGroup, inputs, rows, columns, givenInputs, givenRows, givenColumns;
    int patchHeight, patchWidth, top, left;
    int order;
};

// How a layer's weights lie in the vector: as they do here; contiguous, as [output][input][row][column]; otherwise.
enum { IN_ORDER, INPUTS_FIRST, OTHER_ORDER };

// A run of consecutive values of one layer's weights, for one block.
struct Piece {
    int layer, from;
};

// The position of value i in the flattened vector, or -1.
__device__ inline Long weightPlace(const Weights& w, int i) {
    int tap = i / w.inputs, line = tap / w.columns, output = line / w.rows, group = output / w.outputsOfGroup;
    int input = i - tap * w.inputs, cell = input / w.givenInputs, a = cell / w.patchWidth;
    int row = (line - output * w.rows) * w.patchHeight + a - w.top;
    int column = (tap - line * w.columns) * w.patchWidth + cell - a * w.patchWidth - w.left;
    bool there = a < w.patchHeight && row >= 0 && row < w.givenRows && column >= 0 && column < w.givenColumns;
    if (!there) return -1;
    return w.place + group * w.ofGroup + (output - group * w.outputsOfGroup) * w.ofOutput
            + (input - cell * w.givenInputs) * w.ofInput + row * w.ofRow + column * w.ofColumn;
}

// For the values i of the block's piece, calls load(i) for several before store(i, loaded) for the first, so that as many
// reads are under way at the same time.
template <typename Load, typename Store>
__device__ inline void valuesOf(const Weights& w, int from, int length, Load load, Store store) {
    constexpr int AT_ONCE = 8;
    int end = min(from + length, w.count);
    for (int i = from + threadIdx.x; i < end; i += AT_ONCE * blockDim.x) {
        decltype(load(i)) held[AT_ONCE];
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) {
            int at = i + k * blockDim.x;
            if (at < end) held[k] = load(at);
        }
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) {
            int at = i + k * blockDim.x;
            if (at < end) store(at, held[k]);
        }
    }
}

extern "C" __global__ void weights_in(const float* __restrict__ parameters, const Weights* layers, const Piece* pieces,
                                      int length) {
    Piece piece = pieces[blockIdx.x];
    Weights w = layers[piece.layer];
    auto store = [&](int i, float value) { w.values[i] = narrow(value); };
    if (w.order == IN_ORDER) {
        valuesOf(w, piece.from, length, [&](int i) { return parameters[w.place + i]; }, store);
        return;
    }
    valuesOf(w, piece.from, length, [&](int i) {
        Long place = weightPlace(w, i);
        return place < 0 ? 0 : parameters[place];
    }, store);
}

extern "C" __global__ void weights_out(float* gradient, const Weights* layers, const Piece* pieces, int length) {
    Piece piece = pieces[blockIdx.x];
    Weights w = layers[piece.layer];
    auto store = [&](int i, float value) { gradient[w.place + i] = value; };
    if (w.order == IN_ORDER) {
        valuesOf(w, piece.from, length, [&](int i) { return widen(w.values[i]); }, store);
    } else if (w.order == INPUTS_FIRST) {
        // In the vector's order: writing is then contiguous, and reading is cached.
        int area = w.rows * w.columns, ofOutput = w.inputs * area;
        valuesOf(w, piece.from, length, [&](int i) {
            int output = i / ofOutput, inOutput = i - output * ofOutput, input = inOutput / area;
            return widen(w.values[output * ofOutput + (inOutput - input * area) * w.inputs + input]);
        }, store);
    } else {
        valuesOf(w, piece.from, length, [&](int i) { return widen(w.values[i]); }, [&](int i, float value) {
            Long place = weightPlace(w, i);
            if (place >= 0) gradient[place] = value;
        });
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
