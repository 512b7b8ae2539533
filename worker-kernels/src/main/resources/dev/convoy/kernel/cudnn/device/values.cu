// Definitions for the other files. NVRTC compiles them without CUDA's headers, once for each type of activations:
// Value is float, or bfloat16 if BFLOAT16 is defined. Arithmetic is float; sums over a batch end in double.
// Images are [example][row][column][channel]. No atomics are used: every sum has one order, whatever the GPU does.

typedef long long Long;
typedef unsigned long long ULong;

#ifdef BFLOAT16
struct Value {
    unsigned short bits;
};

__device__ inline float widen(Value value) { return __uint_as_float((unsigned)value.bits << 16); }

__device__ inline Value narrow(float value) {
    Value result;
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(result.bits) : "f"(value));
#else
    unsigned bits = __float_as_uint(value);
    bool notANumber = (bits & 0x7fffffffu) > 0x7f800000u;
    result.bits = notANumber ? 0x7fc0 : (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
#endif
    return result;
}
#else
typedef float Value;

__device__ inline float widen(Value value) { return value; }
__device__ inline Value narrow(float value) { return value; }
#endif

// The number of values that are read at once.
#define WIDE (16 / (int)sizeof(Value))

template <int N, typename Of = Value>
struct alignas(N * sizeof(Of)) Pack {
    Of at[N];
};

template <int N, typename Of>
__device__ inline Pack<N, Of> take(const Of* from, Long pack) {
    return reinterpret_cast<const Pack<N, Of>*>(from)[pack];
}

template <int N, typename Of>
__device__ inline void put(Of* to, Long pack, Pack<N, Of> values) {
    reinterpret_cast<Pack<N, Of>*>(to)[pack] = values;
}

#define EACH(i, count)                                                  \
    for (Long i = blockIdx.x * (Long)blockDim.x + threadIdx.x; i < (count); \
         i += gridDim.x * (Long)blockDim.x)

// Declares a kernel that visits values one by one, and another, *_wide, that visits WIDE values at once.
#define BOTH(name, parameters, arguments)                                        \
    extern "C" __global__ void name parameters { name##_body<1> arguments; }     \
    extern "C" __global__ void name##_wide parameters { name##_body<WIDE> arguments; }

// The same for kernels with sums over columns, whose blocks have 512 threads.
#define BOTH_SUMS(name, parameters, arguments)                                                       \
    extern "C" __global__ __launch_bounds__(512) void name parameters { name##_body<1> arguments; }  \
    extern "C" __global__ __launch_bounds__(512) void name##_wide parameters { name##_body<WIDE> arguments; }

__device__ inline double added(double one, double other) { return one + other; }
__device__ inline double greater(double one, double other) { return fmax(one, other); }

// Combines the values of a block's 256 threads in pairs; every thread gets the result.
template <double combined(double, double)>
__device__ inline double ofBlock(double mine) {
    __shared__ double values[256];
    __syncthreads();
    values[threadIdx.x] = mine;
    for (int half = 128; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) values[threadIdx.x] = combined(values[threadIdx.x], values[threadIdx.x + half]);
    }
    __syncthreads();
    return values[0];
}
