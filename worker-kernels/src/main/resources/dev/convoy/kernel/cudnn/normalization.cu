// Batch normalization by channel, with ReLU behind it if relu.

// Sums of x − shift and of its square, where shift is the channel's first value: so large means do no harm.
template <int N>
__device__ void norm_sums_body(const Value* x, float* part, float* squarePart, Long count, int channels) {
    float sum[N] = {}, square[N] = {};
    rows<N>(count, channels, [&](Long i, int channel) {
        Pack<N> in = take<N>(x, i);
        for (int k = 0; k < N; k++) {
            float off = widen(in.at[k]) - widen(x[channel + k]);
            sum[k] += off;
            square[k] += off * off;
        }
    });
    writePart<N>(sum, part, channels);
    writePart<N>(square, squarePart, channels);
}
BOTH(norm_sums, (const Value* x, float* part, float* squarePart, Long count, int channels),
     (x, part, squarePart, count, channels))

// Mean and 1 / √(variance + ε) of the batch, and what is subtracted from the running statistics as if it were their
// gradient. moments is [mean][inverse deviation][scale] of each channel. gamma may be absent: then it is lockedGamma.
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

// The same from the running statistics, for testing.
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
__device__ void norm_apply_body(const Value* x, Value* y, Long packs, int channels, const float* moments,
                                const float* beta, float lockedBeta, int relu) {
    EACH(i, packs) {
        Pack<N> in = take<N>(x, i), out;
        int channel = i % (channels / N) * N;
        for (int k = 0; k < N; k++) {
            int c = channel + k;
            float value = moments[2 * channels + c] * (widen(in.at[k]) - moments[c]) + (beta ? beta[c] : lockedBeta);
            out.at[k] = narrow(relu && value <= 0 ? 0 : value);
        }
        put(y, i, out);
    }
}
BOTH(norm_apply,
     (const Value* x, Value* y, Long packs, int channels, const float* moments, const float* beta, float lockedBeta,
      int relu),
     (x, y, packs, channels, moments, beta, lockedBeta, relu))

// What of dy passes the ReLU, which is told from x again and not from y: one array less to read.
__device__ inline float passed(float dy, float x, float mean, float scale, float beta, int relu) {
    return relu && !(scale * (x - mean) + beta > 0) ? 0 : dy;
}

// Sums of dy and of dy · H, where H is the normalized x.
template <int N>
__device__ void norm_back_sums_body(const Value* x, const Value* dy, float* part, float* productPart, Long count,
                                    int channels, const float* moments, const float* beta, float lockedBeta, int relu) {
    float sum[N] = {}, product[N] = {};
    rows<N>(count, channels, [&](Long i, int channel) {
        Pack<N> in = take<N>(x, i), given = take<N>(dy, i);
        for (int k = 0; k < N; k++) {
            int c = channel + k;
            float value = widen(in.at[k]);
            float mean = moments[c];
            float b = beta ? beta[c] : lockedBeta;
            float behind = passed(widen(given.at[k]), value, mean, moments[2 * channels + c], b, relu);
            sum[k] += behind;
            product[k] += behind * (value - mean) * moments[channels + c];
        }
    });
    writePart<N>(sum, part, channels);
    writePart<N>(product, productPart, channels);
}
BOTH(norm_back_sums,
     (const Value* x, const Value* dy, float* part, float* productPart, Long count, int channels, const float* moments,
      const float* beta, float lockedBeta, int relu),
     (x, dy, part, productPart, count, channels, moments, beta, lockedBeta, relu))

// The gradients of β and γ, where they are parameters; means is [∂L/∂β / N][∂L/∂γ / N].
extern "C" __global__ void norm_back_means(const float* part, const float* productPart, int parts, Long count,
                                           int channels, float* means, float* betaGradient, float* gammaGradient) {
    int channel = blockIdx.x * 32 + threadIdx.x;
    double byBeta = sumOfParts(part, parts, channels, channel);
    double byGamma = sumOfParts(productPart, parts, channels, channel);
    if (threadIdx.y > 0 || channel >= channels) return;
    means[channel] = byBeta / count;
    means[channels + channel] = byGamma / count;
    if (betaGradient) {
        betaGradient[channel] = byBeta;
        gammaGradient[channel] = byGamma;
    }
}

// dx = scale · (dy − ∂L/∂β / N − H · ∂L/∂γ / N).
template <int N>
__device__ void norm_back_body(const Value* x, const Value* dy, Value* dx, Long packs, int channels,
                               const float* moments, const float* means, const float* beta, float lockedBeta,
                               int relu) {
    EACH(i, packs) {
        Pack<N> in = take<N>(x, i), given = take<N>(dy, i), out;
        int channel = i % (channels / N) * N;
        for (int k = 0; k < N; k++) {
            int c = channel + k;
            float value = widen(in.at[k]);
            float mean = moments[c];
            float scale = moments[2 * channels + c];
            float b = beta ? beta[c] : lockedBeta;
            float behind = passed(widen(given.at[k]), value, mean, scale, b, relu);
            float normalized = (value - mean) * moments[channels + c];
            out.at[k] = narrow(scale * (behind - means[c] - normalized * means[channels + c]));
        }
        put(dx, i, out);
    }
}
BOTH(norm_back,
     (const Value* x, const Value* dy, Value* dx, Long packs, int channels, const float* moments, const float* means,
      const float* beta, float lockedBeta, int relu),
     (x, dy, dx, packs, channels, moments, means, beta, lockedBeta, relu))
