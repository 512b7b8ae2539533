// Sums over the rows of [row][channel]: each block sums some rows of some channels, and writes part[block][channel];
// a second kernel adds the parts up in double. Blocks have 256 threads: blockDim.x along channels, blockDim.y along rows.

template <int N, typename Visit>
__device__ inline void rows(Long count, int channels, Visit visit) {
    int pack = blockIdx.x * blockDim.x + threadIdx.x;
    if (pack >= channels / N) return;
    Long step = (Long)gridDim.y * blockDim.y;
    for (Long row = (Long)blockIdx.y * blockDim.y + threadIdx.y; row < count; row += step) {
        visit(row * (channels / N) + pack, pack * N);
    }
}

// Adds up what the threads of a block have for their channels.
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

// dz = dy · f'(y) for a function behind a bias, and the bias's gradient. Without a function, dz is dy and not written.
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
        Pack<N> behind = take<N>(y, i);
        for (int k = 0; k < N; k++) {
            out.at[k] = narrow(widen(given.at[k]) * slopeOfOutput(kind, alpha, widen(behind.at[k])));
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
