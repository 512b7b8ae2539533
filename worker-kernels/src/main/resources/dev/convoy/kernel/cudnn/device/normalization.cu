// Batch normalization by channel, followed by ReLU if relu; and a residual block's end, which adds another value first.

// y before the ReLU. Both passes use this function, so that the ReLU's gradient passes where its output did; and it
// uses x − mean, not a·x + b, so that large means do no harm.
__device__ inline float normalized(float off, float scale, float beta) { return fmaf(scale, off, beta); }

// The numbers of the thread's channels; without moments, those that leave a value as it is.
template <int N>
struct Channels {
    float mean[N], scale[N], beta[N];

    __device__ Channels(const float* moments, const float* betas, float lockedBeta, int channels) {
        ofChannels<N>(mean, moments, 0, channels);
        ofChannels<N>(scale, moments ? moments + 2 * channels : moments, 1, channels);
        ofChannels<N>(beta, betas, lockedBeta, channels);
    }

    __device__ float apply(Value x, int k) const { return normalized(widen(x) - mean[k], scale[k], beta[k]); }
};

// Mean and 1 / √(variance + ε) of the batch, and the change to subtract from the running statistics as if it were their
// gradient. moments is [mean][1 / standard deviation][scale] of each channel. Without gamma, lockedGamma is used. Sums
// are of x − shift and of its square, where shift is the channel's first value, so that large means do no harm.
template <int N>
__device__ void norm_moments_body(const Value* __restrict__ x, float* part, unsigned* arrived, Long count, int channels,
                                  double epsilon, const float* gamma, float lockedGamma, float* moments,
                                  const float* runningMean, const float* runningSpread, float* meanGradient,
                                  float* spreadGradient, double rate, int logDeviation) {
    float sums[2][N] = {}, shift[N] = {};
    int first = (blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (first < channels) {
        for (int k = 0; k < N; k++) shift[k] = widen(x[first + k]);
    }
    rows<N, 8>(count, channels, [&](Long i) { return take<N>(x, i); }, [&](Long, Pack<N> in) {
        for (int k = 0; k < N; k++) {
            float off = widen(in.at[k]) - shift[k];
            sums[0][k] += off;
            sums[1][k] += off * off;
        }
    });
    writeParts<N, 2>(sums, part, channels);
    if (!isLast(arrived)) return;
    double total[2];
    int channel = sumOfParts<N, 2>(total, part, channels);
    if (channel < 0) return;
    double off = total[0] / count;
    double mean = widen(x[channel]) + off;
    double variance = fmax(total[1] / count - off * off, 0.0);
    double inverse = 1 / sqrt(variance + epsilon);
    moments[channel] = mean;
    moments[channels + channel] = inverse;
    moments[2 * channels + channel] = inverse * (gamma ? gamma[channel] : lockedGamma);
    meanGradient[channel] = rate * (runningMean[channel] - mean);
    float stored = runningSpread[channel];
    // As LEAST_VARIANCE of the other engines: 0 has no logarithm.
    double running = logDeviation ? fmax(exp10(2.0 * stored), 1e-60) : stored;
    spreadGradient[channel] = logDeviation ? log10(running / fmax((1 - rate) * running + rate * variance, 1e-60)) / 2
                                           : rate * (running - variance);
}
BOTH_SUMS(norm_moments,
     (const Value* x, float* part, unsigned* arrived, Long count, int channels, double epsilon, const float* gamma,
      float lockedGamma, float* moments, const float* runningMean, const float* runningSpread, float* meanGradient,
      float* spreadGradient, double rate, int logDeviation),
     (x, part, arrived, count, channels, epsilon, gamma, lockedGamma, moments, runningMean, runningSpread, meanGradient,
      spreadGradient, rate, logDeviation))

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

// y = scale · (x − mean) + β.
template <int N>
__device__ void norm_apply_body(const Value* __restrict__ x, Value* __restrict__ y, Long count, int channels,
                                const float* moments, const float* beta, float lockedBeta, int relu) {
    Channels<N> numbers(moments, beta, lockedBeta, channels);
    rows<N, 4>(count, channels, [&](Long i) { return take<N>(x, i); }, [&](Long i, Pack<N> in) {
        Pack<N> out;
        for (int k = 0; k < N; k++) {
            float value = numbers.apply(in.at[k], k);
            out.at[k] = narrow(relu && value <= 0 ? 0 : value);
        }
        put(y, i, out);
    });
}
BOTH(norm_apply,
     (const Value* x, Value* y, Long count, int channels, const float* moments, const float* beta, float lockedBeta,
      int relu),
     (x, y, count, channels, moments, beta, lockedBeta, relu))

// y = relu(normalized x + other), where other is normalized too if it has moments. passed has a bit for each value: whether
// the ReLU's gradient passes.
template <int N>
__device__ void residual_apply_body(const Value* __restrict__ x, const Value* __restrict__ other, Value* __restrict__ y,
                                    unsigned char* __restrict__ passed, Long count, int channels, const float* moments,
                                    const float* beta, float lockedBeta, const float* otherMoments,
                                    const float* otherBeta, float otherLockedBeta) {
    Channels<N> numbers(moments, beta, lockedBeta, channels);
    Channels<N> others(otherMoments, otherBeta, otherLockedBeta, channels);
    auto both = [&](Long i) { return Two<N>{take<N>(x, i), take<N>(other, i)}; };
    rows<N, 2>(count, channels, both, [&](Long i, const Two<N>& in) {
        Pack<N> out;
        unsigned bits = 0;
        for (int k = 0; k < N; k++) {
            float value = numbers.apply(in.one.at[k], k) + others.apply(in.other.at[k], k);
            bits |= (unsigned)(value > 0) << k;
            out.at[k] = narrow(value <= 0 ? 0 : value);
        }
        put(y, i, out);
        passed[i] = bits;
    });
}
BOTH(residual_apply,
     (const Value* x, const Value* other, Value* y, unsigned char* passed, Long count, int channels,
      const float* moments, const float* beta, float lockedBeta, const float* otherMoments, const float* otherBeta,
      float otherLockedBeta),
     (x, other, y, passed, count, channels, moments, beta, lockedBeta, otherMoments, otherBeta, otherLockedBeta))

// The gradients of β and γ, if they are parameters, and shares for dx = scale · (dy − ∂L/∂β / N − H · ∂L/∂γ / N), where
// H is the normalized x: it is scale · dy + slope · (x − mean) + level, and shares is [level][slope] of each channel.
__device__ inline void writeShares(int channel, double byBeta, double product, Long count, int channels,
                                   const float* moments, float* shares, float* betaGradient, float* gammaGradient) {
    double inverse = moments[channels + channel], scale = moments[2 * channels + channel];
    double byGamma = product * inverse;
    shares[channel] = -scale * byBeta / count;
    shares[channels + channel] = -scale * byGamma * inverse / count;
    if (betaGradient) {
        betaGradient[channel] = byBeta;
        gammaGradient[channel] = byGamma;
    }
}

// Sums are of dy and of dy · (x − mean). Which dy pass the ReLU is computed from x, not read from y: one array less to
// read.
template <int N>
__device__ void norm_shares_body(const Value* __restrict__ x, const Value* __restrict__ dy, float* part,
                                 unsigned* arrived, Long count, int channels, const float* moments, const float* beta,
                                 float lockedBeta, int relu, float* shares, float* betaGradient, float* gammaGradient) {
    float sums[2][N] = {};
    Channels<N> numbers(moments, beta, lockedBeta, channels);
    auto both = [&](Long i) { return Two<N>{take<N>(x, i), take<N>(dy, i)}; };
    rows<N, 4>(count, channels, both, [&](Long, const Two<N>& in) {
        for (int k = 0; k < N; k++) {
            float outer = relu && !(numbers.apply(in.one.at[k], k) > 0) ? 0 : widen(in.other.at[k]);
            sums[0][k] += outer;
            sums[1][k] += outer * (widen(in.one.at[k]) - numbers.mean[k]);
        }
    });
    writeParts<N, 2>(sums, part, channels);
    if (!isLast(arrived)) return;
    double total[2];
    int channel = sumOfParts<N, 2>(total, part, channels);
    if (channel < 0) return;
    writeShares(channel, total[0], total[1], count, channels, moments, shares, betaGradient, gammaGradient);
}
BOTH_SUMS(norm_shares,
     (const Value* x, const Value* dy, float* part, unsigned* arrived, Long count, int channels, const float* moments,
      const float* beta, float lockedBeta, int relu, float* shares, float* betaGradient, float* gammaGradient),
     (x, dy, part, arrived, count, channels, moments, beta, lockedBeta, relu, shares, betaGradient, gammaGradient))

// The end of a residual block backward: dz = (dy + more) where the ReLU passed, which is the gradient by both inputs of
// the sum; and the shares of the normalization before it, or of both. There may be no more, and no other normalization.
template <int N>
__device__ void residual_shares_body(const Value* __restrict__ dy, const Value* __restrict__ more,
                                     const unsigned char* __restrict__ passed, Value* __restrict__ dz,
                                     const Value* __restrict__ x, const Value* __restrict__ other, float* part,
                                     unsigned* arrived, Long count, int channels, const float* moments, float* shares,
                                     float* betaGradient, float* gammaGradient, const float* otherMoments,
                                     float* otherShares, float* otherBetaGradient, float* otherGammaGradient) {
    float sums[3][N] = {}, mean[N], otherMean[N];
    ofChannels<N>(mean, moments, 0, channels);
    ofChannels<N>(otherMean, otherMoments, 0, channels);
    struct Read {
        Two<N> gradients, values;
        unsigned bits;
    };
    auto all = [&](Long i) {
        return Read{{take<N>(dy, i), take<N>(more ? more : dy, i)}, {take<N>(x, i), take<N>(other ? other : x, i)},
                    passed[i]};
    };
    rows<N, 2>(count, channels, all, [&](Long i, const Read& in) {
        Pack<N> out;
        for (int k = 0; k < N; k++) {
            float sum = widen(in.gradients.one.at[k]) + (more ? widen(in.gradients.other.at[k]) : 0);
            out.at[k] = narrow(in.bits >> k & 1 ? sum : 0);
            float outer = widen(out.at[k]);
            sums[0][k] += outer;
            sums[1][k] += outer * (widen(in.values.one.at[k]) - mean[k]);
            sums[2][k] += outer * (widen(in.values.other.at[k]) - otherMean[k]);
        }
        put(dz, i, out);
    });
    writeParts<N, 3>(sums, part, channels);
    if (!isLast(arrived)) return;
    double total[3];
    int channel = sumOfParts<N, 3>(total, part, channels);
    if (channel < 0) return;
    writeShares(channel, total[0], total[1], count, channels, moments, shares, betaGradient, gammaGradient);
    if (other) {
        writeShares(channel, total[0], total[2], count, channels, otherMoments, otherShares, otherBetaGradient,
                    otherGammaGradient);
    }
}
BOTH_SUMS(residual_shares,
     (const Value* dy, const Value* more, const unsigned char* passed, Value* dz, const Value* x, const Value* other,
      float* part, unsigned* arrived, Long count, int channels, const float* moments, float* shares,
      float* betaGradient, float* gammaGradient, const float* otherMoments, float* otherShares,
      float* otherBetaGradient, float* otherGammaGradient),
     (dy, more, passed, dz, x, other, part, arrived, count, channels, moments, shares, betaGradient, gammaGradient,
      otherMoments, otherShares, otherBetaGradient, otherGammaGradient))

template <int N>
__device__ void norm_back_body(const Value* __restrict__ x, const Value* __restrict__ dy, Value* __restrict__ dx,
                               Long count, int channels, const float* moments, const float* shares, const float* beta,
                               float lockedBeta, int relu) {
    Channels<N> numbers(moments, beta, lockedBeta, channels);
    float level[N], slope[N];
    ofChannels<N>(level, shares, 0, channels);
    ofChannels<N>(slope, shares + channels, 0, channels);
    auto both = [&](Long i) { return Two<N>{take<N>(x, i), take<N>(dy, i)}; };
    rows<N, 2>(count, channels, both, [&](Long i, const Two<N>& in) {
        Pack<N> out;
        for (int k = 0; k < N; k++) {
            float off = widen(in.one.at[k]) - numbers.mean[k];
            float outer = relu && !(normalized(off, numbers.scale[k], numbers.beta[k]) > 0) ? 0 : widen(in.other.at[k]);
            out.at[k] = narrow(fmaf(numbers.scale[k], outer, fmaf(slope[k], off, level[k])));
        }
        put(dx, i, out);
    });
}
BOTH(norm_back,
     (const Value* x, const Value* dy, Value* dx, Long count, int channels, const float* moments, const float* shares,
      const float* beta, float lockedBeta, int relu),
     (x, dy, dx, count, channels, moments, shares, beta, lockedBeta, relu))
