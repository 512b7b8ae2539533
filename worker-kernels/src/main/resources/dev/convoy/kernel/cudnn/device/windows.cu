// Pooling, and convolution for shapes that cuDNN has no engine for. Every gradient gathers: each thread sums what
// arrives at one value, so that two threads never add to the same value.

// One example's image, the window over it, and the image of the window's positions; the fields are those of Window.
struct Geometry {
    int height, width, outHeight, outWidth;
    int kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, top, left;
};

#define GEOMETRY                                                                                                     \
    int height, int width, int outHeight, int outWidth, int kernelHeight, int kernelWidth, int strideHeight,         \
            int strideWidth, int dilationHeight, int dilationWidth, int top, int left
#define THE_GEOMETRY                                                                                                 \
    height, width, outHeight, outWidth, kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight,        \
            dilationWidth, top, left
#define GIVEN_GEOMETRY Geometry g = {THE_GEOMETRY};

// Calls visit(tap, position in the image) for the taps of the window at (y, x) that are inside, in row-major order.
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

// The first window that may have a pixel under a tap; reach is the distance of the pixel from the window's last tap.
__device__ inline int firstWindow(int reach, int stride) { return reach <= 0 ? 0 : (reach + stride - 1) / stride; }

// Calls visit(tap, y, x) for the windows that have (row, column) under a tap.
template <typename Visit>
__device__ inline void windows(const Geometry& g, int row, int column, Visit visit) {
    int firstY = firstWindow(row + g.top - (g.kernelHeight - 1) * g.dilationHeight, g.strideHeight);
    int firstX = firstWindow(column + g.left - (g.kernelWidth - 1) * g.dilationWidth, g.strideWidth);
    for (int y = firstY; y < g.outHeight && y * g.strideHeight <= row + g.top; y++) {
        int offY = row + g.top - y * g.strideHeight, u = g.dilationHeight == 1 ? offY : offY / g.dilationHeight;
        if (u * g.dilationHeight != offY) continue;
        for (int x = firstX; x < g.outWidth && x * g.strideWidth <= column + g.left; x++) {
            int offX = column + g.left - x * g.strideWidth, v = g.dilationWidth == 1 ? offX : offX / g.dilationWidth;
            if (v * g.dilationWidth == offX) visit(u * g.kernelWidth + v, y, x);
        }
    }
}

// In the order of Pooling.Kind.
enum { MAX_POOLING, AVERAGE_POOLING, AVERAGE_WITH_PADDING };

// How many of the taps along one axis are inside; first is the position of the window's first tap.
__device__ inline int inside(int first, int taps, int dilation, int size) {
    int low = first >= 0 ? 0 : (dilation - 1 - first) / dilation;
    int high = first >= size ? 0 : (size - 1 - first) / dilation + 1;
    return max(min(high, taps) - low, 0);
}

__device__ inline float divisor(const Geometry& g, int kind, int y, int x) {
    if (kind != AVERAGE_POOLING) return g.kernelHeight * g.kernelWidth;
    return inside(y * g.strideHeight - g.top, g.kernelHeight, g.dilationHeight, g.height)
            * inside(x * g.strideWidth - g.left, g.kernelWidth, g.dilationWidth, g.width);
}

// Calls visit(pack, example, row, column, pack of channels) for all packs of [example][row][column][pack]. Blocks are
// spread over a line's packs by x and over lines by y, so that divisions are short.
template <typename Visit>
__device__ inline void eachInLines(int size, int height, int width, int across, Visit visit) {
    int lines = size * height, inLine = width * across;
    for (int line = blockIdx.y; line < lines; line += gridDim.y) {
        int example = line / height, row = line - example * height;
        for (int j = blockIdx.x * blockDim.x + threadIdx.x; j < inLine; j += gridDim.x * blockDim.x) {
            int column = j / across;
            visit((Long)line * inLine + j, example, row, column, j - column * across);
        }
    }
}

// The tap of a maximum: one byte if the window has at most 255 taps, so that one number is left for none.
typedef unsigned char Tap;

// The maximum of each of N channels and the first tap that has it; below 0 if no tap is inside. Windows of at most
// MOST × MOST taps: without branches that depend on the thread, all reads are under way at once.
template <int N, int MOST>
__device__ inline void smallMaxima(const Value* image, const Geometry& g, int row, int column, int across,
                                   float* result, int* best) {
    Pack<N> in[MOST * MOST];
    bool there[MOST * MOST];
#pragma unroll
    for (int w = 0; w < MOST * MOST; w++) {
        int u = w / MOST, v = w % MOST;
        there[w] = false;
        if (u >= g.kernelHeight || v >= g.kernelWidth) continue;
        int y = row * g.strideHeight + u * g.dilationHeight - g.top;
        int x = column * g.strideWidth + v * g.dilationWidth - g.left;
        there[w] = y >= 0 && y < g.height && x >= 0 && x < g.width;
        in[w] = take<N>(image, there[w] ? (Long)(y * g.width + x) * across : 0);
    }
#pragma unroll
    for (int w = 0; w < MOST * MOST; w++) {
        if (!there[w]) continue;
        for (int k = 0; k < N; k++) {
            float value = widen(in[w].at[k]);
            if (best[k] < 0 || value > result[k]) {
                result[k] = value;
                best[k] = w / MOST * g.kernelWidth + w % MOST;
            }
        }
    }
}

// y = f(pooled + b); b may be absent. chosen receives the tap of the greatest value, the first if several are equal; it
// is unused for averages.
template <int N, typename Of>
__device__ void pool_body(const Value* __restrict__ x, const float* bias, Value* __restrict__ y, Of* __restrict__ chosen,
                          int size, int channels, int kind, int function, float alpha, GEOMETRY) {
    GIVEN_GEOMETRY
    int across = channels / N, most = kind == MAX_POOLING ? max(kernelHeight, kernelWidth) : 0;
    eachInLines(size, outHeight, outWidth, across, [&](Long i, int example, int row, int column, int pack) {
        const Value* image = x + ((Long)example * height * width * across + pack) * N;
        float result[N] = {};
        int best[N];
        for (int k = 0; k < N; k++) best[k] = -1;
        if (most == 2) {
            smallMaxima<N, 2>(image, g, row, column, across, result, best);
        } else if (most == 3) {
            smallMaxima<N, 3>(image, g, row, column, across, result, best);
        } else {
            taps(g, row, column, [&](int tap, int from) {
                Pack<N> in = take<N>(image, (Long)from * across);
                for (int k = 0; k < N; k++) {
                    float value = widen(in.at[k]);
                    if (kind != MAX_POOLING) {
                        result[k] += value;
                    } else if (best[k] < 0 || value > result[k]) {
                        result[k] = value;
                        best[k] = tap;
                    }
                }
            });
        }
        Pack<N, Of> taken;
        Pack<N> out;
        float by = kind == MAX_POOLING ? 1 : divisor(g, kind, row, column);
        for (int k = 0; k < N; k++) {
            taken.at[k] = best[k];
            float value = result[k] / by + (bias ? bias[pack * N + k] : 0);
            out.at[k] = narrow(activated(function, alpha, value));
        }
        if (kind == MAX_POOLING) put(chosen, i, taken);
        put(y, i, out);
    });
}

// The gradient that comes to one output of pooling, before the function fused with it.
template <int N, typename Of>
struct FromAbove {
    const Value* dy;
    const Value* y; // the outputs, null without a function
    const Of* chosen;
    int function;
    float alpha;

    __device__ inline Pack<N> take(Long at) const {
        Pack<N> given = ::take<N>(dy, at);
        if (y) {
            Pack<N> output = ::take<N>(y, at);
            for (int k = 0; k < N; k++) {
                given.at[k] = narrow(widen(given.at[k]) * slopeOfOutput(function, alpha, widen(output.at[k])));
            }
        }
        return given;
    }
};

// The gradient of max pooling with strides of 2 at the four positions under the first two rows and columns of taps of
// the window (y, x), and of the MOST × MOST windows up to it that these are under. Without branches that depend on the
// thread, all reads are under way at once; each window is read once for four positions.
template <int N, int MOST, typename Of>
__device__ inline void fourMaximaBack(const FromAbove<N, Of>& above, Value* dx, const Geometry& g, Long example, int y,
                                      int x, int pack, int across) {
    Pack<N> given[MOST * MOST];
    Pack<N, Of> best[MOST * MOST];
    bool there[MOST * MOST];
#pragma unroll
    for (int w = 0; w < MOST * MOST; w++) {
        int atY = y - (MOST - 1) + w / MOST, atX = x - (MOST - 1) + w % MOST;
        there[w] = atY >= 0 && atY < g.outHeight && atX >= 0 && atX < g.outWidth;
        Long line = example * g.outHeight + min(max(atY, 0), g.outHeight - 1);
        Long from = (line * g.outWidth + min(max(atX, 0), g.outWidth - 1)) * across + pack;
        given[w] = above.take(from);
        best[w] = take<N>(above.chosen, from);
    }
#pragma unroll
    for (int p = 0; p < 4; p++) {
        int row = 2 * y + p / 2 - g.top, column = 2 * x + p % 2 - g.left;
        if (row < 0 || row >= g.height || column < 0 || column >= g.width) continue;
        float sum[N] = {};
#pragma unroll
        for (int w = 0; w < MOST * MOST; w++) {
            int u = p / 2 + 2 * (MOST - 1 - w / MOST), v = p % 2 + 2 * (MOST - 1 - w % MOST);
            if (u >= g.kernelHeight || v >= g.kernelWidth) continue;
            int tap = there[w] ? u * g.kernelWidth + v : -2; // no value of chosen
            for (int k = 0; k < N; k++) sum[k] += best[w].at[k] == tap ? widen(given[w].at[k]) : 0;
        }
        Pack<N> out;
        for (int k = 0; k < N; k++) out.at[k] = narrow(sum[k]);
        put(dx, ((example * g.height + row) * g.width + column) * across + pack, out);
    }
}

// y is null if no function is fused with the pooling; four says that each thread computes four positions.
template <int N, typename Of>
__device__ void pool_back_body(const Value* __restrict__ dy, const Value* __restrict__ y,
                               const Of* __restrict__ chosen, Value* __restrict__ dx, int size, int channels, int kind,
                               int function, float alpha, int four, GEOMETRY) {
    GIVEN_GEOMETRY
    int across = channels / N;
    FromAbove<N, Of> above = {dy, y, chosen, function, alpha};
    if (four) {
        bool one = kernelHeight <= 2 && kernelWidth <= 2;
        eachInLines(size, (height + top + 1) / 2, (width + left + 1) / 2, across,
                    [&](Long, int example, int row, int column, int pack) {
            if (one) {
                fourMaximaBack<N, 1>(above, dx, g, example, row, column, pack, across);
            } else {
                fourMaximaBack<N, 2>(above, dx, g, example, row, column, pack, across);
            }
        });
        return;
    }
    eachInLines(size, height, width, across, [&](Long i, int example, int row, int column, int pack) {
        float sum[N] = {};
        Long image = (Long)example * outHeight * outWidth * across + pack;
        windows(g, row, column, [&](int tap, int outY, int outX) {
            Long from = image + (Long)(outY * outWidth + outX) * across;
            Pack<N> given = above.take(from);
            if (kind == MAX_POOLING) {
                Pack<N, Of> best = take<N>(chosen, from);
                for (int k = 0; k < N; k++) sum[k] += best.at[k] == tap ? widen(given.at[k]) : 0;
                return;
            }
            float by = divisor(g, kind, outY, outX);
            for (int k = 0; k < N; k++) sum[k] += widen(given.at[k]) / by;
        });
        Pack<N> out;
        for (int k = 0; k < N; k++) out.at[k] = narrow(sum[k]);
        put(dx, i, out);
    });
}

BOTH(pool,
     (const Value* x, const float* bias, Value* y, Tap* chosen, int size, int channels, int kind, int function,
      float alpha, GEOMETRY),
     (x, bias, y, chosen, size, channels, kind, function, alpha, THE_GEOMETRY))
BOTH(pool_back,
     (const Value* dy, const Value* y, const Tap* chosen, Value* dx, int size, int channels, int kind, int function,
      float alpha, int four, GEOMETRY),
     (dy, y, chosen, dx, size, channels, kind, function, alpha, four, THE_GEOMETRY))

// For windows of more than 255 taps.
#define pool_large_body pool_body
#define pool_back_large_body pool_back_body
BOTH(pool_large,
     (const Value* x, const float* bias, Value* y, int* chosen, int size, int channels, int kind, int function,
      float alpha, GEOMETRY),
     (x, bias, y, chosen, size, channels, kind, function, alpha, THE_GEOMETRY))
BOTH(pool_back_large,
     (const Value* dy, const Value* y, const int* chosen, Value* dx, int size, int channels, int kind, int function,
      float alpha, int four, GEOMETRY),
     (dy, y, chosen, dx, size, channels, kind, function, alpha, four, THE_GEOMETRY))

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

// One block of 256 threads for each weight.
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
