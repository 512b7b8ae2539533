// Pooling, and convolution where cuDNN has no engine for a shape. Every gradient gathers: each thread sums what arrives
// at one value, so nothing is added to by two threads.

// One example's image, the window over it, and the image of the window's places; as Window has them.
struct Geometry {
    int height, width, outHeight, outWidth;
    int kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left;
};

#define GEOMETRY                                                                                                     \
    int height, int width, int outHeight, int outWidth, int kernelHeight, int kernelWidth, int strideHeight,         \
            int strideWidth, int dilationHeight, int dilationWidth, int top, int left
#define GIVEN_GEOMETRY                                                                                               \
    Geometry g = {height,      width,          outHeight,     outWidth, kernelHeight, kernelWidth, strideHeight,     \
                  strideWidth, dilationHeight, dilationWidth, top,      left};

// visit(tap, place in the image) for the taps of the window at (y, x) that lie inside, in row-major order.
template <typename Visit>
__device__ inline void taps(const Geometry& g, int y, int x, Visit visit) {
    for (int u = 0; u < g.kernelHeight; u++) {
        int row = y * g.strideHeight + u * g.dilationHeight - g.top;
        if (row < 0 || row >= g.height) continue;
        for (int v = 0; v < g.kernelWidth; v++) {
            int column = x * g.strideWidth + v * g.dilationWidth - g.left;
            if (column >= 0 && column < g.width) visit(u * g.kernelWidth + v, row * g.width + column);
        }
    }
}

// visit(tap, y, x) for the windows that have (row, column) under a tap.
template <typename Visit>
__device__ inline void windows(const Geometry& g, int row, int column, Visit visit) {
    int lowRow = row + g.top - (g.kernelHeight - 1) * g.dilationHeight;
    int lowColumn = column + g.left - (g.kernelWidth - 1) * g.dilationWidth;
    int y = lowRow <= 0 ? 0 : (lowRow + g.strideHeight - 1) / g.strideHeight;
    int firstX = lowColumn <= 0 ? 0 : (lowColumn + g.strideWidth - 1) / g.strideWidth;
    for (; y < g.outHeight && y * g.strideHeight <= row + g.top; y++) {
        int offY = row + g.top - y * g.strideHeight;
        if (offY % g.dilationHeight != 0) continue;
        for (int x = firstX; x < g.outWidth && x * g.strideWidth <= column + g.left; x++) {
            int offX = column + g.left - x * g.strideWidth;
            if (offX % g.dilationWidth != 0) continue;
            visit(offY / g.dilationHeight * g.kernelWidth + offX / g.dilationWidth, y, x);
        }
    }
}

// In the order of Pooling.Kind.
enum { MAX_POOLING, AVERAGE_POOLING, AVERAGE_WITH_PADDING };

__device__ inline float divisor(const Geometry& g, int kind, int y, int x) {
    int count = 0;
    taps(g, y, x, [&](int, int) { count++; });
    return kind == AVERAGE_POOLING ? count : g.kernelHeight * g.kernelWidth;
}

// chosen receives the tap of the greatest, the first of equals; unused for averages.
extern "C" __global__ void pool(const Value* x, Value* y, int* chosen, Long count, int channels, int kind, GEOMETRY) {
    GIVEN_GEOMETRY
    EACH(i, count) {
        Long place = i / channels;
        const Value* image = x + place / (outHeight * outWidth) * height * width * channels + i % channels;
        float sum = 0, greatest = 0;
        int best = -1, inside = 0;
        taps(g, place / outWidth % outHeight, place % outWidth, [&](int tap, int from) {
            float value = widen(image[(Long)from * channels]);
            sum += value;
            inside++;
            if (best < 0 || value > greatest) {
                greatest = value;
                best = tap;
            }
        });
        if (kind == MAX_POOLING) chosen[i] = best;
        y[i] = narrow(kind == MAX_POOLING ? greatest
                      : kind == AVERAGE_POOLING ? sum / inside : sum / (kernelHeight * kernelWidth));
    }
}

extern "C" __global__ void pool_back(const Value* dy, const int* chosen, Value* dx, Long count, int channels, int kind,
                                     GEOMETRY) {
    GIVEN_GEOMETRY
    EACH(i, count) {
        Long place = i / channels;
        Long example = place / (height * width);
        float sum = 0;
        windows(g, place / width % height, place % width, [&](int tap, int outY, int outX) {
            Long from = ((example * outHeight + outY) * outWidth + outX) * channels + i % channels;
            if (kind != MAX_POOLING) {
                sum += widen(dy[from]) / divisor(g, kind, outY, outX);
            } else if (chosen[from] == tap) {
                sum += widen(dy[from]);
            }
        });
        dx[i] = narrow(sum);
    }
}

// Convolution, grouped or not; weights are [output][row][column][input of its group].
extern "C" __global__ void direct(const Value* x, const Value* w, Value* y, Long count, int channels, int outputs,
                                  int groups, GEOMETRY) {
    GIVEN_GEOMETRY
    int inputs = channels / groups, area = kernelHeight * kernelWidth;
    EACH(i, count) {
        Long place = i / outputs;
        int output = i % outputs;
        const Value* image = x + place / (outHeight * outWidth) * height * width * channels
                + output / (outputs / groups) * inputs;
        float sum = 0;
        taps(g, place / outWidth % outHeight, place % outWidth, [&](int tap, int from) {
            const Value* weights = w + ((Long)output * area + tap) * inputs;
            for (int k = 0; k < inputs; k++) sum += widen(weights[k]) * widen(image[(Long)from * channels + k]);
        });
        y[i] = narrow(sum);
    }
}

extern "C" __global__ void direct_data(const Value* dy, const Value* w, Value* dx, Long count, int channels,
                                       int outputs, int groups, GEOMETRY) {
    GIVEN_GEOMETRY
    int inputs = channels / groups, outputsOfGroup = outputs / groups, area = kernelHeight * kernelWidth;
    EACH(i, count) {
        Long place = i / channels;
        int group = i % channels / inputs, input = i % channels % inputs;
        Long example = place / (height * width);
        float sum = 0;
        windows(g, place / width % height, place % width, [&](int tap, int outY, int outX) {
            Long from = ((example * outHeight + outY) * outWidth + outX) * outputs + group * outputsOfGroup;
            for (int o = 0; o < outputsOfGroup; o++) {
                Long weight = ((Long)(group * outputsOfGroup + o) * area + tap) * inputs + input;
                sum += widen(dy[from + o]) * widen(w[weight]);
            }
        });
        dx[i] = narrow(sum);
    }
}

// A block of 256 threads for each weight.
extern "C" __global__ void direct_weights(const Value* x, const Value* dy, Value* dw, int size, int channels,
                                          int outputs, int groups, GEOMETRY) {
    int inputs = channels / groups;
    int weight = blockIdx.x;
    int input = weight % inputs, tap = weight / inputs % (kernelHeight * kernelWidth);
    int output = weight / inputs / (kernelHeight * kernelWidth);
    int channel = output / (outputs / groups) * inputs + input;
    double sum = 0;
    for (Long place = threadIdx.x; place < (Long)size * outHeight * outWidth; place += 256) {
        int row = place / outWidth % outHeight * strideHeight + tap / kernelWidth * dilationHeight - top;
        int column = place % outWidth * strideWidth + tap % kernelWidth * dilationWidth - left;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        Long from = ((place / outWidth / outHeight * height + row) * width + column) * channels + channel;
        sum += widen(x[from]) * widen(dy[place * outputs + output]);
    }
    sum = ofBlock<added>(sum);
    if (threadIdx.x == 0) dw[weight] = narrow(sum);
}
