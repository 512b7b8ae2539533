// Enough of CUDA C++ to run convoy's kernels on a CPU: blocks one after the other, a block's threads as fibers.
#pragma once
#include <cmath>
#include <cstring>
#include <cstdint>
#include <algorithm>
#include <ucontext.h>
#define __device__
#define __global__
#define __shared__ static
#define __restrict__
struct Dim { int x = 1, y = 1, z = 1; };
extern "C" { extern Dim threadIdx_, blockIdx_, blockDim_, gridDim_; void syncthreads_(); }
#define threadIdx threadIdx_
#define blockIdx blockIdx_
#define blockDim blockDim_
#define gridDim gridDim_
#define __syncthreads() syncthreads_()
static inline float __uint_as_float(unsigned u) { float f; memcpy(&f, &u, 4); return f; }
static inline unsigned __float_as_uint(float f) { unsigned u; memcpy(&u, &f, 4); return u; }
using std::max; using std::min;
