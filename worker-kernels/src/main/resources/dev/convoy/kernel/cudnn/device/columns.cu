// Kernels along the rows of [row][channel]: each thread has separate channels, and keeps their numbers in registers.
// For a sum, each block adds up some rows of some channels and writes part[block][channel][sum]; the last block of these
// channels to get there adds the parts up in double. Which block that is makes no difference to the order of the sum.
// Blocks have blockDim.x threads along channels, at most 32, and blockDim.y along rows; those of a sum have 512 threads.

// Calls use(i, load(i)) for the packs i of the thread's rows: load for AT_ONCE of them before use for the first, so that
// as many reads are under way at the same time.
template <int N, int AT_ONCE, typename Load, typename Use>
__device__ inline void rows(Long count, int channels, Load load, Use use) {
    int pack = blockIdx.x * blockDim.x + threadIdx.x, across = channels / N;
    if (pack >= across) return;
    Long step = (Long)gridDim.y * blockDim.y * across, end = count * across;
    Long i = ((Long)blockIdx.y * blockDim.y + threadIdx.y) * across + pack;
    for (; i + (AT_ONCE - 1) * step < end; i += AT_ONCE * step) {
        decltype(load(i)) held[AT_ONCE];
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) held[k] = load(i + k * step);
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) use(i + k * step, held[k]);
    }
    for (; i < end; i += step) use(i, load(i));
}

template <int N>
struct Two {
    Pack<N> one, other;
};

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

// Adds up the S sums that a block's threads have for each of their channels: in each warp, then over the 16 warps.
template <int N, int S>
__device__ inline void writeParts(const float (*mine)[N], float* part, int channels) {
    constexpr int WIDEST = N == 1 ? 32 : 8 * N;
    __shared__ float sums[16][S][WIDEST];
    int thread = threadIdx.y * blockDim.x + threadIdx.x, width = blockDim.x * N;
    for (int s = 0; s < S; s++) {
        for (int k = 0; k < N; k++) {
            float sum = mine[s][k];
            for (int far = 16; far >= (int)blockDim.x; far /= 2) sum += __shfl_xor_sync(~0u, sum, far);
            if (thread % 32 < blockDim.x) sums[thread / 32][s][threadIdx.x * N + k] = sum;
        }
    }
    __syncthreads();
    for (int i = thread; i < S * width; i += 512) {
        int s = i / width, column = i - s * width, channel = blockIdx.x * width + column;
        float sum = 0;
        for (int warp = 0; warp < 16; warp++) sum += sums[warp][s][column];
        if (channel < channels) part[((Long)blockIdx.y * channels + channel) * S + s] = sum;
    }
}

// Whether this block is the last of those with its channels that gets here; it then sees what the others wrote before.
// arrived has a counter for each blockIdx.x, which is 0 before and after the kernel.
__device__ inline bool isLast(unsigned* arrived) {
    __shared__ bool last;
    __syncthreads();
    if (threadIdx.x == 0 && threadIdx.y == 0) {
        __threadfence();
        last = atomicAdd(arrived + blockIdx.x, 1u) == gridDim.y - 1;
        if (last) arrived[blockIdx.x] = 0;
        __threadfence();
    }
    __syncthreads();
    return last;
}

// Adds up the parts of all blocks with the block's channels. Returns the channel whose S sums the thread then has in
// total, or -1 if it has none.
template <int N, int S>
__device__ inline int sumOfParts(double* total, const float* part, int channels) {
    __shared__ double sums[S][512];
    int width = blockDim.x * N, lanes = 512 / width;
    int thread = threadIdx.y * blockDim.x + threadIdx.x, lane = thread / width;
    int channel = blockIdx.x * width + thread % width;
    for (int s = 0; s < S; s++) total[s] = 0;
    if (channel < channels) {
#pragma unroll 8
        for (int i = lane; i < (int)gridDim.y; i += lanes) {
            for (int s = 0; s < S; s++) total[s] += __ldcg(part + ((Long)i * channels + channel) * S + s);
        }
    }
    for (int s = 0; s < S; s++) sums[s][thread] = total[s];
    for (int half = lanes / 2; half > 0; half /= 2) {
        __syncthreads();
        if (lane < half) {
            for (int s = 0; s < S; s++) sums[s][thread] += sums[s][thread + half * width];
        }
    }
    for (int s = 0; s < S; s++) total[s] = sums[s][thread];
    return lane == 0 && channel < channels ? channel : -1;
}

// y = f(y + b), in place; b may be absent.
template <int N>
__device__ void bias_activate_body(Value* y, const float* bias, Long count, int channels, int kind, float alpha) {
    float b[N];
    ofChannels<N>(b, bias, 0, channels);
    rows<N, 4>(count, channels, [&](Long i) { return take<N>(y, i); }, [&](Long i, Pack<N> values) {
        for (int k = 0; k < N; k++) values.at[k] = narrow(activated(kind, alpha, widen(values.at[k]) + b[k]));
        put(y, i, values);
    });
}
BOTH(bias_activate, (Value* y, const float* bias, Long count, int channels, int kind, float alpha),
     (y, bias, count, channels, kind, alpha))

// dz = dy · f'(y) for a function after a bias, and the bias's gradient if there is a bias. Without a function, dz is dy,
// not written.
template <int N>
__device__ void bias_back_body(const Value* __restrict__ y, const Value* __restrict__ dy, Value* __restrict__ dz,
                               float* part, unsigned* arrived, float* gradient, Long count, int channels, int kind,
                               float alpha) {
    float sum[1][N] = {};
    if (kind == IDENTITY) {
        rows<N, 4>(count, channels, [&](Long i) { return take<N>(dy, i); }, [&](Long, Pack<N> given) {
            for (int k = 0; k < N; k++) sum[0][k] += widen(given.at[k]);
        });
    } else {
        auto both = [&](Long i) { return Two<N>{take<N>(dy, i), take<N>(y, i)}; };
        rows<N, 4>(count, channels, both, [&](Long i, const Two<N>& in) {
            Pack<N> out;
            for (int k = 0; k < N; k++) {
                out.at[k] = narrow(widen(in.one.at[k]) * slopeOfOutput(kind, alpha, widen(in.other.at[k])));
                sum[0][k] += widen(out.at[k]);
            }
            put(dz, i, out);
        });
    }
    if (!gradient) return;
    writeParts<N, 1>(sum, part, channels);
    if (!isLast(arrived)) return;
    double total[1];
    int channel = sumOfParts<N, 1>(total, part, channels);
    if (channel >= 0) gradient[channel] = total[0];
}
BOTH_SUMS(bias_back,
     (const Value* y, const Value* dy, Value* dz, float* part, unsigned* arrived, float* gradient, Long count,
      int channels, int kind, float alpha),
     (y, dy, dz, part, arrived, gradient, count, channels, kind, alpha))
