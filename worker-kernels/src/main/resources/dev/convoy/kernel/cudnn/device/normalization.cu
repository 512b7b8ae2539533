// Batch normalization by channel, followed by ReLU if relu.

// Sums of x − shift and of its square, where shift is the channel's first value, so that large means do no harm.
template <int N>
__device__ void norm_sums_body(const Value* x, float* part, float* squarePart, Long count, int channels) {
    float sum[N] = {}, square[N] = {};
    rows<N>(count, channels, [&](Long i, int channel) {
        Pack<N> in = take<N>(x, i), shift = take<N>(x, channel / N);
        for (int k = 0; k < N; k++) {
            float off = widen(in.at[k]) - widen(shift.at[k]);
            sum[k] += off;
            square[k] += off * off;
        }
    });
    writePart<N>(sum, part, channels);
    writePart<N>(square, squarePart, channels);
}
BOTH(norm_sums, (const Value* x, float* part, float* squarePart, Long count, int channels),
     (x, part, squarePart, count, channels))

// Mean and 1 / √(variance + ε) of the batch, and the change to subtract from the running statistics as if it were their
// gradient. moments is [mean][1 / standard deviation][scale] of each channel. Without gamma, lockedGamma is used.
extern "C" __global__ void norm_moments(const Value* x, const float* part, const float* squarePart, int parts,
                                        Long count, int channels, double epsilon, const float* gamma, float lockedGamma,
                                        float* moments, const float* runningMean, const float* runningSpread,
                                        float* meanGradient, float* spreadGradient, double rate, int logDeviation) {
    int channel = blockIdx.x * 32 + threadIdx.x;
    double sum = sumOfParts(part, parts, channels, channel);
    double square = sumOfParts(squarePart, parts, channels, channel);
    if (threadIdx.y > 0 || channel >= channels) return;
    double off = sum / count;
    double mean = widen(x[channel]) + off;
    double variance = fmax(square / count - off * off, 0.0);
    double inverse = 1 / sqrt(variance + epsilon);
    moments[channel] = mean;
    moments[channels + channel] = inverse;
    moments[2 * channels + channel] = inverse * (gamma ? gamma[channel] : lockedGamma);
    meanGradient[channel] = rate * (runningMean[channel] - mean);
    float stored = runningSpread[channel];
    double running = logDeviation ? exp10(2.0 * stored) : stored;
    spreadGradient[channel] = logDeviation ? log10(running / ((1 - rate) * running + rate * variance)) / 2
                                           : rate * (running - variance);
}

// Computes moments from the running statistics, for testing.
extern "C" __global__ void norm_running(int channels, double epsilon, const float* gamma, float lockedGamma,
                                        float* moments, const float* runningMean, const float* runningSpread,
                                        int logDeviation) {
    EACH(channel, channels) {
        double stored = runningSpread[channel];
        double inverse = 1 / sqrt((logDeviation ? exp10(2 * stored) : stored) + epsilon);
        moments[channel] = runningMean[channel];
        moments[channels + channel] = inverse;
        moments[2 * channels + channel] = inverse * (gamma ? gamma[channel] : lockedGamma);
    }
}

// y before the ReLU. Both passes use this function, so that the ReLU's gradient passes where its output did; and it
// uses x − mean, not a·x + b, so that large means do no harm here either.
__device__ inline float normalized(float off, float scale, float beta) { return fmaf(scale, off, beta); }

// y = scale · (x − mean) + β.
template <int N>
__device__ void norm_apply_body(const Value* __restrict__ x, Value* __restrict__ y, Long count, int channels,
                                const float* moments, const float* beta, float lockedBeta, int relu) {
    float mean[N], scale[N], b[N];
    ofChannels<N>(mean, moments, 0, channels);
    ofChannels<N>(scale, moments + 2 * channels, 0, channels);
    ofChannels<N>(b, beta, lockedBeta, channels);
    rows<N>(count, channels, [&](Long i, int) {
        Pack<N> in = take<N>(x, i), out;
        for (int k = 0; k < N; k++) {
            float value = normalized(widen(in.at[k]) - mean[k], scale[k], b[k]);
            out.at[k] = narrow(relu && value <= 0 ? 0 : value);
        }
        put(y, i, out);
    });
}
BOTH(norm_apply,
     (const Value* x, Value* y, Long count, int channels, const float* moments, const float* beta, float lockedBeta,
      int relu),
     (x, y, count, channels, moments, beta, lockedBeta, relu))

// Sums of dy and of dy · (x − mean). Which dy pass the ReLU is computed from x, not read from y: one array less to
// read.
template <int N>
__device__ void norm_back_sums_body(const Value* x, const Value* dy, float* part, float* productPart, Long count,
                                    int channels, const float* moments, const float* beta, float lockedBeta, int relu) {
    float sum[N] = {}, product[N] = {}, mean[N], scale[N], b[N];
    ofChannels<N>(mean, moments, 0, channels);
    ofChannels<N>(scale, moments + 2 * channels, 0, channels);
    ofChannels<N>(b, beta, lockedBeta, channels);
    rows<N>(count, channels, [&](Long i, int) {
        Pack<N> in = take<N>(x, i), given = take<N>(dy, i);
        for (int k = 0; k < N; k++) {
            float off = widen(in.at[k]) - mean[k];
            float outer = relu && !(normalized(off, scale[k], b[k]) > 0) ? 0 : widen(given.at[k]);
            sum[k] += outer;
            product[k] += outer * off;
        }
    });
    writePart<N>(sum, part, channels);
    writePart<N>(product, productPart, channels);
}
BOTH(norm_back_sums,
     (const Value* x, const Value* dy, float* part, float* productPart, Long count, int channels, const float* moments,
      const float* beta, float lockedBeta, int relu),
     (x, dy, part, productPart, count, channels, moments, beta, lockedBeta, relu))

// The gradients of β and γ, if they are parameters, and shares for dx = scale · (dy − ∂L/∂β / N − H · ∂L/∂γ / N), where
// H is the normalized x: it is scale · dy + slope · (x − mean) + level, and shares is [level][slope] of each channel.
extern "C" __global__ void norm_back_means(const float* part, const float* productPart, int parts, Long count,
                                           int channels, const float* moments, float* shares, float* betaGradient,
                                           float* gammaGradient) {
    int channel = blockIdx.x * 32 + threadIdx.x;
    double byBeta = sumOfParts(part, parts, channels, channel);
    double product = sumOfParts(productPart, parts, channels, channel);
    if (threadIdx.y > 0 || channel >= channels) return;
    double inverse = moments[channels + channel], scale = moments[2 * channels + channel];
    double byGamma = product * inverse;
    shares[channel] = -scale * byBeta / count;
    shares[channels + channel] = -scale * byGamma * inverse / count;
    if (betaGradient) {
        betaGradient[channel] = byBeta;
        gammaGradient[channel] = byGamma;
    }
}

template <int N>
__device__ void norm_back_body(const Value* __restrict__ x, const Value* __restrict__ dy, Value* __restrict__ dx,
                               Long count, int channels, const float* moments, const float* shares, const float* beta,
                               float lockedBeta, int relu) {
    float mean[N], scale[N], b[N], level[N], slope[N];
    ofChannels<N>(mean, moments, 0, channels);
    ofChannels<N>(scale, moments + 2 * channels, 0, channels);
    ofChannels<N>(b, beta, lockedBeta, channels);
    ofChannels<N>(level, shares, 0, channels);
    ofChannels<N>(slope, shares + channels, 0, channels);
    rows<N>(count, channels, [&](Long i, int) {
        Pack<N> in = take<N>(x, i), given = take<N>(dy, i), out;
        for (int k = 0; k < N; k++) {
            float off = widen(in.at[k]) - mean[k];
            float outer = relu && !(normalized(off, scale[k], b[k]) > 0) ? 0 : widen(given.at[k]);
            out.at[k] = narrow(fmaf(scale[k], outer, fmaf(slope[k], off, level[k])));
        }
        put(dx, i, out);
    });
}
BOTH(norm_back,
     (const Value* x, const Value* dy, Value* dx, Long count, int channels, const float* moments, const float* shares,
      const float* beta, float lockedBeta, int relu),
     (x, dy, dx, count, channels, moments, shares, beta, lockedBeta, relu))
