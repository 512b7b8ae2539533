// Kernels along the rows of [row][channel]: each thread has separate channels, and keeps their numbers in registers.
// For a sum, each block adds up some rows of some channels and writes part[block][channel]; a second kernel adds the
// parts up in double. Blocks have 256 threads: blockDim.x along channels, blockDim.y along rows.

template <int N, typename Visit>
__device__ inline void rows(Long count, int channels, Visit visit) {
    int pack = blockIdx.x * blockDim.x + threadIdx.x;
    if (pack >= channels / N) return;
    Long step = (Long)gridDim.y * blockDim.y;
    for (Long row = (Long)blockIdx.y * blockDim.y + threadIdx.y; row < count; row += step) {
        visit(row * (channels / N) + pack, pack * N);
    }
}

// Reads the numbers of the thread's channels from a row with one number per channel; uses otherwise if there is no such
// row. They are read once, before the rows: after the first store the compiler must expect them to have changed.
template <int N>
__device__ inline void ofChannels(float* mine, const float* all, float otherwise, int channels) {
    int channel = (blockIdx.x * blockDim.x + threadIdx.x) * N;
    for (int k = 0; k < N; k++) mine[k] = otherwise;
    if (all && channel < channels) {
        for (int k = 0; k < N; k++) mine[k] = all[channel + k];
    }
}

// Adds up the sums that a block's threads have for their channels.
template <int N>
__device__ inline void writePart(const float* mine, float* part, int channels) {
    __shared__ float sums[256 * N];
    int thread = threadIdx.y * blockDim.x + threadIdx.x;
    __syncthreads();
    for (int k = 0; k < N; k++) sums[thread * N + k] = mine[k];
    for (int half = blockDim.y / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.y < half) {
            for (int k = 0; k < N; k++) sums[thread * N + k] += sums[(thread + half * blockDim.x) * N + k];
        }
    }
    int pack = blockIdx.x * blockDim.x + threadIdx.x;
    if (threadIdx.y == 0 && pack < channels / N) {
        for (int k = 0; k < N; k++) part[(Long)blockIdx.y * channels + pack * N + k] = sums[threadIdx.x * N + k];
    }
    __syncthreads();
}

// The sum of a channel's parts, for the thread with threadIdx.y == 0. Blocks are 32 channels by 32.
__device__ inline double sumOfParts(const float* part, int parts, int channels, int channel) {
    __shared__ double sums[1024];
    int thread = threadIdx.y * 32 + threadIdx.x;
    double sum = 0;
    for (int i = threadIdx.y; i < parts && channel < channels; i += 32) sum += part[(Long)i * channels + channel];
    __syncthreads();
    sums[thread] = sum;
    for (int half = 16; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.y < half) sums[thread] += sums[thread + half * 32];
    }
    __syncthreads();
    return sums[threadIdx.x];
}

// y = f(y + b), in place; b may be absent.
template <int N>
__device__ void bias_activate_body(Value* y, const float* bias, Long count, int channels, int kind, float alpha) {
    float b[N];
    ofChannels<N>(b, bias, 0, channels);
    rows<N>(count, channels, [&](Long i, int) {
        Pack<N> values = take<N>(y, i);
        for (int k = 0; k < N; k++) values.at[k] = narrow(activated(kind, alpha, widen(values.at[k]) + b[k]));
        put(y, i, values);
    });
}
BOTH(bias_activate, (Value* y, const float* bias, Long count, int channels, int kind, float alpha),
     (y, bias, count, channels, kind, alpha))

// dz = dy · f'(y) for a function after a bias, and the bias's gradient. Without a function, dz is dy, not written.
template <int N>
__device__ void bias_back_body(const Value* y, const Value* dy, Value* dz, float* part, Long count, int channels,
                               int kind, float alpha) {
    float sum[N] = {};
    rows<N>(count, channels, [&](Long i, int channel) {
        Pack<N> given = take<N>(dy, i), out;
        if (kind == IDENTITY) {
            for (int k = 0; k < N; k++) sum[k] += widen(given.at[k]);
            return;
        }
        Pack<N> outer = take<N>(y, i);
        for (int k = 0; k < N; k++) {
            out.at[k] = narrow(widen(given.at[k]) * slopeOfOutput(kind, alpha, widen(outer.at[k])));
            sum[k] += widen(out.at[k]);
        }
        put(dz, i, out);
    });
    if (part) writePart<N>(sum, part, channels);
}
BOTH(bias_back, (const Value* y, const Value* dy, Value* dz, float* part, Long count, int channels, int kind, float alpha),
     (y, dy, dz, part, count, channels, kind, alpha))

extern "C" __global__ void bias_finish(const float* part, float* gradient, int parts, int channels) {
    int channel = blockIdx.x * 32 + threadIdx.x;
    double sum = sumOfParts(part, parts, channels, channel);
    if (threadIdx.y == 0 && channel < channels) gradient[channel] = sum;
}
