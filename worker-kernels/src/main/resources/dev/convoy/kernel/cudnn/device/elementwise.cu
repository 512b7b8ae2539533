// Activation functions, in the order of Activation.Kind; IDENTITY means no function.
enum { RELU, CLIPPED_RELU, ELU, SWISH, SIGMOID, TANH, HARD_SIGMOID, SOFTPLUS, MISH, IDENTITY };

__device__ inline float sigmoid(float x) { return 1 / (1 + expf(-x)); }

__device__ inline float softplus(float x) { return fmaxf(x, 0) + log1pf(expf(-fabsf(x))); }

__device__ inline float activated(int kind, float alpha, float x) {
    switch (kind) {
        case RELU: return x > 0 ? x : alpha * x;
        case CLIPPED_RELU: return x > alpha ? alpha : x < 0 ? 0 : x; // keeps NaN
        case ELU: return x > 0 ? x : alpha * expm1f(x);
        case SWISH: return x * sigmoid(alpha * x);
        case SIGMOID: return sigmoid(x);
        case TANH: return tanhf(x);
        case HARD_SIGMOID: return x / 5 + 0.5f > 1 ? 1 : x / 5 + 0.5f < 0 ? 0 : x / 5 + 0.5f; // keeps NaN
        case SOFTPLUS: return softplus(x);
        case MISH: return x * tanhf(softplus(x));
        default: return x;
    }
}

// The slope by the input; at a kink, the slope from the left.
__device__ inline float slope(int kind, float alpha, float x) {
    switch (kind) {
        case RELU: return x > 0 ? 1 : alpha;
        case CLIPPED_RELU: return x > 0 && x <= alpha ? 1 : 0;
        case ELU: return x > 0 ? 1 : alpha * expf(x);
        case SWISH: return sigmoid(alpha * x) * (1 + alpha * x * sigmoid(-alpha * x));
        case SIGMOID: return sigmoid(x) * sigmoid(-x);
        case TANH: return 1 - tanhf(x) * tanhf(x);
        case HARD_SIGMOID: return x > -2.5f && x <= 2.5f ? 0.2f : 0;
        case SOFTPLUS: return sigmoid(x);
        case MISH: {
            float gate = tanhf(softplus(x));
            return gate + x * sigmoid(x) * (1 - gate * gate);
        }
        default: return 1;
    }
}

// The slope by the output, where it follows from it; an output at the limit counts as clipped, a kink of measure 0.
__device__ inline float slopeOfOutput(int kind, float alpha, float y) {
    switch (kind) {
        case RELU: return y > 0 ? 1 : alpha;
        case CLIPPED_RELU: return y > 0 && y < alpha ? 1 : 0;
        case ELU: return y > 0 ? 1 : y + alpha;
        case SIGMOID: return y * (1 - y);
        case TANH: return 1 - y * y;
        default: return 1;
    }
}

template <int N>
__device__ void activate_body(const Value* x, Value* y, Long packs, int kind, float alpha) {
    EACH(i, packs) {
        Pack<N> in = take<N>(x, i), out;
        for (int k = 0; k < N; k++) out.at[k] = narrow(activated(kind, alpha, widen(in.at[k])));
        put(y, i, out);
    }
}
BOTH(activate, (const Value* x, Value* y, Long packs, int kind, float alpha), (x, y, packs, kind, alpha))

template <int N>
__device__ void activate_back_body(const Value* x, const Value* dy, Value* dx, Long packs, int kind, float alpha) {
    EACH(i, packs) {
        Pack<N> in = take<N>(x, i), given = take<N>(dy, i), out;
        for (int k = 0; k < N; k++) out.at[k] = narrow(widen(given.at[k]) * slope(kind, alpha, widen(in.at[k])));
        put(dx, i, out);
    }
}
BOTH(activate_back, (const Value* x, const Value* dy, Value* dx, Long packs, int kind, float alpha),
     (x, dy, dx, packs, kind, alpha))

extern "C" __global__ void bias_of_floats(float* y, const float* bias, Long count, int channels) {
    EACH(i, count) y[i] += bias[i % channels];
}

// The sum of two inputs of one shape, as at the end of a residual block: it needs no table of addresses.
template <int N>
__device__ void add_body(const Value* one, const Value* other, Value* y, Long packs, int relu) {
    EACH(i, packs) {
        Pack<N> first = take<N>(one, i), second = take<N>(other, i), out;
        for (int k = 0; k < N; k++) {
            float value = widen(first.at[k]) + widen(second.at[k]);
            out.at[k] = narrow(relu && value <= 0 ? 0 : value);
        }
        put(y, i, out);
    }
}
BOTH(add, (const Value* one, const Value* other, Value* y, Long packs, int relu), (one, other, y, packs, relu))

// Several inputs of one shape, value by value; in the order of ElementWise.Operation.
enum { ADD, SUBTRACT, PRODUCT, AVERAGE, MAXIMUM };

template <int N>
__device__ void combine_body(const Value* const* in, int inputs, Value* y, Long packs, int operation, int relu) {
    EACH(i, packs) {
        Pack<N> first = take<N>(in[0], i), out;
        float result[N];
        for (int k = 0; k < N; k++) result[k] = widen(first.at[k]);
        for (int j = 1; j < inputs; j++) {
            Pack<N> next = take<N>(in[j], i);
            for (int k = 0; k < N; k++) {
                float x = widen(next.at[k]);
                switch (operation) {
                    case SUBTRACT: result[k] -= x; break;
                    case PRODUCT: result[k] *= x; break;
                    case MAXIMUM: result[k] = x > result[k] || x != x ? x : result[k]; break; // keeps NaN
                    default: result[k] += x;
                }
            }
        }
        for (int k = 0; k < N; k++) {
            float value = operation == AVERAGE ? result[k] / inputs : result[k];
            out.at[k] = narrow(relu && value <= 0 ? 0 : value);
        }
        put(y, i, out);
    }
}
BOTH(combine, (const Value* const* in, int inputs, Value* y, Long packs, int operation, int relu),
     (in, inputs, y, packs, operation, relu))

// The gradient by input number `which`. For a maximum, the first of several greatest inputs gets all of it.
template <int N>
__device__ void combine_back_body(const Value* const* in, int inputs, int which, const Value* dy, Value* dx, Long packs,
                                  int operation) {
    EACH(i, packs) {
        Pack<N> given = take<N>(dy, i), out;
        for (int k = 0; k < N; k++) {
            float factor = operation == SUBTRACT && which > 0 ? -1 : operation == AVERAGE ? 1.0f / inputs : 1;
            float mine = widen(in[which][i * N + k]);
            for (int j = 0; j < inputs; j++) {
                float other = widen(in[j][i * N + k]);
                if (operation == PRODUCT && j != which) factor *= other;
                if (operation == MAXIMUM && (j < which ? other >= mine : other > mine)) factor = 0;
            }
            out.at[k] = narrow(widen(given.at[k]) * factor);
        }
        put(dx, i, out);
    }
}
BOTH(combine_back,
     (const Value* const* in, int inputs, int which, const Value* dy, Value* dx, Long packs, int operation),
     (in, inputs, which, dy, dx, packs, operation))

// SplitMix64's finalizer, as in DropoutMask.
__device__ inline ULong mixed(ULong value) {
    ULong z = value + 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

// Applies the mask, in both passes. A value's position is counted in row-major order, channels first.
extern "C" __global__ void dropout(const Value* x, Value* y, Long count, int channels, Long plane, const ULong* seed,
                                   int number, double keep) {
    ULong stream = mixed(*seed ^ mixed(number + 1));
    EACH(i, count) {
        Long example = i / channels / plane;
        Long place = (example * channels + i % channels) * plane + i / channels % plane;
        double uniform = (double)(mixed(stream + place) >> 11) * (1.0 / 9007199254740992.0);
        y[i] = narrow(uniform < keep ? widen(x[i]) * (float)(1 / keep) : 0);
    }
}
