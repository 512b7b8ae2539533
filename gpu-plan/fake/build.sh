#!/bin/sh
# Builds the stand-in and puts it under all the names by which the engine asks.
cd "$(dirname "$0")" && mkdir -p lib
g++ -O2 -std=c++17 -fPIC -shared -w -Wl,-soname,libfakeall.so -o lib/libfakeall.so fake.cpp -ldl || exit 1
for n in cuda.so.1 cudart.so.13 nvrtc.so.13 cublasLt.so.13 cublas.so.13 cudnn_graph.so.9 cudnn_ops.so.9 cudnn_cnn.so.9 cudnn_adv.so.9 cudnn_engines_precompiled.so.9 cudnn_engines_runtime_compiled.so.9 cudnn_heuristic.so.9; do
  echo 'int fake_here;' | gcc -shared -fPIC -x c - -Wl,-soname,lib$n -Wl,--no-as-needed -L"$PWD/lib" -Wl,-rpath,"$PWD/lib" -l:libfakeall.so -o lib/lib$n; done
