// A stand-in for libcuda, libcudart, libnvrtc, libcublasLt and cuDNN's graph interface, for running convoy's cudnn engine
// where there is no card. Slow and plain. NVRTC's part calls g++ (and real NVRTC is tried apart, by syntax).
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cstdint>
#include <string>
#include <vector>
#include <map>
#include <set>
#include <fstream>
#include <sstream>
#include <dlfcn.h>
#include <unistd.h>
#include <ucontext.h>
#include "device.h"
#define API extern "C" __attribute__((visibility("default")))

// ---- memory: exact sizes, poisoned, with guards
static std::map<char*, size_t> blocks; static size_t used = 0;
static size_t limit() { const char* l = getenv("FAKE_CARD_BYTES"); return l ? strtoull(l, 0, 10) : (size_t)8 << 30; }
static const size_t GUARD = 256;
static void checkGuards() { for (auto& b : blocks) for (size_t i = 0; i < GUARD; i++) if ((unsigned char)b.first[b.second + i] != 0xAB) { fprintf(stderr, "fake: wrote behind a block of %zu\n", b.second); abort(); } }
API int cudaMalloc(void** p, size_t n) {
    if (used + n > limit()) return 2;
    void* raw; if (posix_memalign(&raw, 256, n + GUARD)) return 2;
    memset(raw, 0xFF, n); memset((char*)raw + n, 0xAB, GUARD);
    blocks[(char*)raw] = n; used += n; *p = raw; return 0;
}
API int cudaFree(void* p) { if (!p) return 0; checkGuards(); auto b = blocks.find((char*)p); if (b == blocks.end()) { fprintf(stderr, "fake: free of unknown %p\n", p); abort(); } used -= b->second; blocks.erase(b); free(p); return 0; }
API int cudaHostAlloc(void** p, size_t n, unsigned) { *p = malloc(n); memset(*p, 0xFF, n); return 0; }
API int cudaFreeHost(void* p) { free(p); return 0; }
API int cudaMemGetInfo(size_t* f, size_t* t) { *t = limit(); *f = limit() - used; return 0; }
API size_t fakeUsed() { return used; }
static bool known(const void* p, size_t n) { for (auto& b : blocks) if ((char*)p >= b.first && (char*)p + n <= b.first + b.second) return true; return false; }
API int cudaMemcpyAsync(void* d, const void* s, size_t n, int kind, void*) {
    if ((kind == 1 || kind == 3) && !known(d, n)) { fprintf(stderr, "fake: copy to unknown %p %zu\n", d, n); abort(); }
    if ((kind == 2 || kind == 3) && !known(s, n)) { fprintf(stderr, "fake: copy from unknown %p %zu\n", s, n); abort(); }
    memcpy(d, s, n); return 0;
}
API int cudaMemsetAsync(void* d, int v, size_t n, void*) { if (!known(d, n)) abort(); memset(d, v, n); return 0; }
API int cudaSetDevice(int d) { return d == 0 ? 0 : 101; }
API int cudaGetDeviceCount(int* n) { *n = 1; return 0; }
API int cudaDeviceGetAttribute(int* v, int a, int) { *v = a == 75 ? 9 : 0; return 0; }
API const char* cudaGetErrorString(int e) { return e == 2 ? "out of memory" : "fake error"; }
API int cudaRuntimeGetVersion(int* v) { *v = 13000; return 0; }
static int handles; static int sticky() { const char* s = getenv("FAKE_STICKY"); return s ? atoi(s) : 0; }
API int cudaStreamCreateWithFlags(void** s, unsigned) { *s = malloc(8); handles++; return 0; }
API int cudaStreamDestroy(void* s) { free(s); handles--; return 0; }
API int cudaStreamSynchronize(void*) { checkGuards(); return sticky(); }
API int cudaEventCreateWithFlags(void** e, unsigned) { *e = malloc(8); handles++; return 0; }
API int cudaEventDestroy(void* e) { free(e); handles--; return 0; }
API int cudaEventRecord(void*, void*) { return 0; }
API int cudaStreamWaitEvent(void*, void*, unsigned) { return 0; }
API int cudaEventSynchronize(void*) { return 0; }
API int cuDeviceGetName(char* n, int len, int) { snprintf(n, len, "Fake Card"); return 0; }

// ---- launches
Dim threadIdx_, blockIdx_, blockDim_, gridDim_;
static ucontext_t scheduler; static int current; static bool direct_;
struct Fiber { ucontext_t context; std::vector<char> stack; bool done; Dim index; };
static std::vector<Fiber> fibers(1024);
static void (*entry)(void*, void**); static void* function; static void** arguments;
API void syncthreads_() { Dim mine = threadIdx_; int me = current; swapcontext(&fibers[me].context, &scheduler); current = me; threadIdx_ = mine; }
static void start() { entry(function, arguments); fibers[current].done = true; }
struct Module { void* library; std::map<std::string, int> counts; std::map<std::string, bool> syncs; };
struct Kernel { void* function; int arguments; bool syncs; std::string name; };
#include "call.h"
API int cuLaunchKernel(void* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void*, void** params, void** extra) {
    Kernel* k = (Kernel*)f; if (bx * by > 1024 || !gx || !gy) { fprintf(stderr, "fake: bad launch of %s %u %u %u %u\n", k->name.c_str(), gx, gy, bx, by); return 1; }
    gridDim_ = {(int)gx, (int)gy, 1}; blockDim_ = {(int)bx, (int)by, 1};
    for (unsigned y = 0; y < gy; y++) for (unsigned x = 0; x < gx; x++) {
        blockIdx_ = {(int)x, (int)y, 0}; unsigned n = bx * by;
        if (!k->syncs) { for (unsigned t = 0; t < n; t++) { threadIdx_ = {(int)(t % bx), (int)(t / bx), 0}; call(k->function, k->arguments, params); } continue; }
        entry = [](void* kk, void** p) { call(((Kernel*)kk)->function, ((Kernel*)kk)->arguments, p); }; function = k; arguments = params;
        for (unsigned t = 0; t < n; t++) { Fiber& fb = fibers[t]; fb.stack.resize(1 << 15); fb.done = false; getcontext(&fb.context); fb.context.uc_stack.ss_sp = fb.stack.data(); fb.context.uc_stack.ss_size = fb.stack.size(); fb.context.uc_link = &scheduler; makecontext(&fb.context, start, 0); }
        for (bool any = true; any;) { any = false; for (unsigned t = 0; t < n; t++) if (!fibers[t].done) { current = t; threadIdx_ = {(int)(t % bx), (int)(t / bx), 0}; swapcontext(&scheduler, &fibers[t].context); any = any || !fibers[t].done; } }
    }
    checkGuards(); return 0;
}
API int cuModuleLoadData(void** m, const void* image) { Module* mod = new Module; mod->library = dlopen((const char*)image, RTLD_NOW | RTLD_LOCAL); if (!mod->library) { fprintf(stderr, "fake: %s\n", dlerror()); return 1; } *m = mod; return 0; }
API int cuModuleUnload(void*) { return 0; }
API int cuModuleGetFunction(void** f, void* m, const char* name) {
    Module* mod = (Module*)m; void* s = dlsym(mod->library, (std::string("call_") + name).c_str()); if (!s) { fprintf(stderr, "fake: no kernel %s\n", name); return 500; }
    std::string counter = std::string("arguments_of_") + name; int* n = (int*)dlsym(mod->library, counter.c_str()); if (!n) { fprintf(stderr, "fake: no count for %s\n", name); return 500; }
    *f = new Kernel{s, n[0], n[1] != 0, name}; return 0;
}

// ---- NVRTC, by g++
struct Code { std::string source, path, log; };
API const char* nvrtcGetErrorString(int) { return "fake nvrtc error"; }
API int nvrtcCreateProgram(void** p, const char* src, const char*, int, void*, void*) { *p = new Code{src, "", ""}; return 0; }
API int nvrtcDestroyProgram(void** p) { delete (Code*)*p; *p = 0; return 0; }
API int nvrtcCompileProgram(void* p, int n, const char** options) {
    Code* c = (Code*)p; std::string flags; for (int i = 0; i < n; i++) if (!strncmp(options[i], "--define-macro=", 15)) flags += std::string(" -D") + (options[i] + 15);
    std::string home = getenv("FAKE_HOME"); std::string key = std::to_string(std::hash<std::string>()(c->source + flags)); c->path = home + "/cache-" + key + ".so";
    if (access(c->path.c_str(), R_OK)) { std::string cu = home + "/cache-" + key + ".cu"; std::ofstream(cu) << c->source; if (system(("python3 " + home + "/wrap.py " + cu + " " + c->path + ".cpp && g++ -O2 -std=c++17 -fPIC -shared -w -I" + home + flags + " -o " + c->path + ".tmp " + c->path + ".cpp " + home + "/lib/libfakeall.so -Wl,-rpath," + home + "/lib && mv " + c->path + ".tmp " + c->path).c_str())) return 6; }
    return 0;
}
API int nvrtcGetCUBINSize(void* p, size_t* s) { *s = ((Code*)p)->path.size() + 1; return 0; }
API int nvrtcGetCUBIN(void* p, char* out) { strcpy(out, ((Code*)p)->path.c_str()); return 0; }
API int nvrtcGetProgramLogSize(void*, size_t* s) { *s = 1; return 0; }
API int nvrtcGetProgramLog(void*, char* l) { *l = 0; return 0; }

// ---- values
static float get(const void* p, long i, int bf16) { if (!bf16) return ((const float*)p)[i]; return __uint_as_float((unsigned)((const uint16_t*)p)[i] << 16); }
static void put(void* p, long i, float v, int bf16) { if (!bf16) { ((float*)p)[i] = v; return; } unsigned b = __float_as_uint(v); ((uint16_t*)p)[i] = (b + 0x7fff + (b >> 16 & 1)) >> 16; }

// ---- cuBLASLt
struct Desc { int ta = 0, tb = 0; int compute; }; struct Layout { int type; long rows, cols, ld; };
API int cublasLtCreate(void** h) { *h = malloc(8); return 0; } API int cublasLtDestroy(void* h) { free(h); return 0; }
API const char* cublasLtGetStatusString(int) { return "fake cublas status"; }
API int cublasLtMatmulDescCreate(void** d, int compute, int scale) { *d = new Desc{0, 0, compute}; return scale == 0 ? 0 : 7; }
API int cublasLtMatmulDescDestroy(void* d) { delete (Desc*)d; return 0; }
API int cublasLtMatmulDescSetAttribute(void* d, int a, const void* b, size_t n) { if (n != 4) return 7; if (a == 3) ((Desc*)d)->ta = *(int*)b; else if (a == 4) ((Desc*)d)->tb = *(int*)b; else return 7; return 0; }
API int cublasLtMatrixLayoutCreate(void** l, int type, uint64_t r, uint64_t c, int64_t ld) { *l = new Layout{type, (long)r, (long)c, ld}; return 0; }
API int cublasLtMatrixLayoutDestroy(void* l) { delete (Layout*)l; return 0; }
API int cublasLtMatmulPreferenceCreate(void** p) { *p = malloc(8); return 0; } API int cublasLtMatmulPreferenceDestroy(void* p) { free(p); return 0; }
API int cublasLtMatmulPreferenceSetAttribute(void*, int a, const void*, size_t n) { return (a == 1 ? n == 8 : n == 4) ? 0 : 7; }
struct Result { uint64_t algo[8]; size_t workspace; int state; float waves; int reserved[4]; };
API int cublasLtMatmulAlgoGetHeuristic(void*, void*, void*, void*, void*, void*, void*, int, Result* r, int* n) { memset(r, 0, sizeof *r); r->workspace = 1000; *n = 1; return 0; }
API int cublasLtMatmul(void*, Desc* d, const float* alpha, const void* A, Layout* a, const void* B, Layout* b, const float* beta, const void*, Layout*, void* D, Layout* dl, const void*, void* w, size_t wn, void*) {
    long m = d->ta ? a->cols : a->rows, k = d->ta ? a->rows : a->cols, n = d->tb ? b->rows : b->cols, kb = d->tb ? b->cols : b->rows;
    if (k != kb || m != dl->rows || n != dl->cols || a->type != b->type || *alpha != 1 || *beta != 0) { fprintf(stderr, "fake: matmul %ldx%ld %ldx%ld -> %ldx%ld\n", m, k, kb, n, dl->rows, dl->cols); return 7; }
    if (!known(w, wn)) { fprintf(stderr, "fake: matmul workspace\n"); abort(); }
    int at = a->type == 14, dt = dl->type == 14;
    for (long i = 0; i < m; i++) for (long j = 0; j < n; j++) { double s = 0; for (long q = 0; q < k; q++) s += (double)get(A, d->ta ? q + i * a->ld : i + q * a->ld, at) * get(B, d->tb ? j + q * b->ld : q + j * b->ld, at); put(D, i + j * dl->ld, s, dt); }
    return 0;
}

// ---- cuDNN's graph interface
struct Node { int kind; std::map<int, std::vector<int64_t>> longs; std::map<int, std::vector<Node*>> nodes; std::map<int, std::vector<void*>> pointers; std::map<int, float> numbers; bool done = false; };
API size_t cudnnGetVersion() { return 91900; } API const char* cudnnGetErrorString(int) { return "fake cudnn status"; }
API int cudnnCreate(void** h) { *h = malloc(8); return 0; } API int cudnnDestroy(void* h) { free(h); return 0; } API int cudnnSetStream(void*, void*) { return 0; }
static long nodeCount; API long fakeDescriptors() { return nodeCount; } API long fakeHandles() { return handles; }
API int cudnnBackendCreateDescriptor(int kind, void** d) { Node* n = new Node; n->kind = kind; *d = n; nodeCount++; return 0; }
API int cudnnBackendDestroyDescriptor(void* d) { delete (Node*)d; nodeCount--; return 0; }
API int cudnnBackendSetAttribute(Node* d, int a, int type, int64_t n, const void* v) {
    if (d->done) return 2000;
    switch (type) {
        case 3: d->longs[a].assign((int64_t*)v, (int64_t*)v + n); break;
        case 4: d->numbers[a] = *(float*)v; break;
        case 2: d->longs[a] = {*(char*)v}; break;
        case 15: d->nodes[a].assign((Node**)v, (Node**)v + n); for (Node* x : d->nodes[a]) if (!x->done && x->kind != 3) { fprintf(stderr, "fake: unfinished descriptor %d in %d\n", x->kind, d->kind); return 2001; } break;
        case 0: case 6: d->pointers[a].assign((void**)v, (void**)v + n); break;
        default: d->longs[a] = {*(int*)v};
    } return 0;
}
static bool refuses() { const char* r = getenv("FAKE_NO_ENGINES"); return r && *r == '1'; }
static bool noFusion() { const char* r = getenv("FAKE_NO_FUSION"); return r && *r == '1'; }
API int cudnnBackendFinalize(Node* d) { d->done = true; if (d->kind == 4 && refuses()) return 3000; if (d->kind == 4 && noFusion() && d->nodes[201][0]->nodes[801].size() > 1) return 3000; return 0; }
API int cudnnBackendGetAttribute(Node* d, int a, int type, int64_t want, int64_t* n, void* out) {
    if (d->kind == 4 && a == 202) { *n = d->longs[200][0] == 3 ? 3 : 1; if (want) { Node** o = (Node**)out; for (int i = 0; i < *n; i++) { o[i]->nodes[201] = d->nodes[201]; o[i]->longs[-1] = {*n == 3 ? i : 2}; o[i]->done = true; } } return 0; }
    if (d->kind == 3 && a == 300) { Node* e = *(Node**)out; e->longs = d->longs; e->done = true; *n = 1; return 0; }
    if (d->kind == 2 && a == 1303) { int* o = (int*)out; int which = d->longs[-1][0]; *n = 1; o[0] = which == 0 ? 4 : which == 1 ? 0 : 9; return 0; }  // nondeterministic, tensor core, fine
    if (d->kind == 5 && a == 402) { *(int64_t*)out = 777; *n = 1; return 0; }
    fprintf(stderr, "fake: get %d of %d\n", a, d->kind); return 2000;
}
struct T { char* p; bool bf; std::vector<int64_t> dim, str; };
API int cudnnBackendExecute(void*, Node* plan, Node* pack) {
    int which = plan->nodes[401][0]->longs[-1][0]; if (which == 0) { fprintf(stderr, "fake: nondeterministic engine used\n"); abort(); }
    Node* graph = plan->nodes[401][0]->nodes[201][0]; std::map<int64_t, void*> at; auto& ids = pack->longs[1000]; for (size_t i = 0; i < ids.size(); i++) at[ids[i]] = pack->pointers[1001][i];
    if (!known(pack->pointers[1003][0], 777)) { fprintf(stderr, "fake: plan workspace\n"); abort(); }
    auto& ops = graph->nodes[801]; Node* op = ops[0];
    int base = op->kind == 10 ? 700 : op->kind == 12 ? 706 : 712; bool fwd = op->kind == 10, data = op->kind == 12;
    Node* cd = op->nodes[fwd ? 702 : data ? 708 : 714][0]; Node *wn = op->nodes[fwd ? 703 : data ? 709 : 715][0], *xn = op->nodes[fwd ? 704 : data ? 710 : 716][0], *yn = op->nodes[fwd ? 705 : data ? 711 : 717][0];
    if (op->numbers[base] != 1 || op->numbers[base + 1] != 0) abort();
    auto& dil = cd->longs[102]; auto& st = cd->longs[103]; auto& pre = cd->longs[105]; auto& post = cd->longs[104];
    Node* last = ops.size() > 1 ? ops.back()->nodes[753][0] : yn; void* bias = ops.size() > 1 ? at.at(ops[1]->nodes[752][0]->longs[906][0]) : nullptr;
    auto tensor = [&](Node* t) { T r; r.p = (char*)at.at(t->longs[906][0]); r.bf = t->longs[901][0] == 9; r.dim = t->longs[902]; r.str = t->longs[903]; long size = 1; for (auto q : r.dim) size *= q; if (!known(r.p, size * (r.bf ? 2 : 4))) { fprintf(stderr, "fake: tensor outside\n"); abort(); } return r; };
    T x = tensor(xn), w = tensor(wn), y = tensor(fwd ? last : yn);
    for (int i = 0; i < 2; i++) if ((x.dim[2 + i] + pre[i] + post[i] - ((w.dim[2 + i] - 1) * dil[i] + 1)) / st[i] + 1 != y.dim[2 + i]) { fprintf(stderr, "fake: convolution shape\n"); return 2000; }
    long N = x.dim[0], C = x.dim[1], K = y.dim[1], Cg = w.dim[1], G = C / Cg, Kg = K / G;
    T& res = fwd ? y : data ? x : w; long total = 1; for (auto q : res.dim) total *= q; std::vector<double> sum(total, 0);
    auto pos = [](T& t, long a, long b, long c, long d) { return a * t.str[0] + b * t.str[1] + c * t.str[2] + d * t.str[3]; };
    for (long n = 0; n < N; n++) for (long k = 0; k < K; k++) for (long oy = 0; oy < y.dim[2]; oy++) for (long ox = 0; ox < y.dim[3]; ox++) for (long r = 0; r < w.dim[2]; r++) for (long s = 0; s < w.dim[3]; s++) {
        long iy = oy * st[0] + r * dil[0] - pre[0], ix = ox * st[1] + s * dil[1] - pre[1]; if (iy < 0 || ix < 0 || iy >= x.dim[2] || ix >= x.dim[3]) continue;
        for (long c = 0; c < Cg; c++) { long xi = pos(x, n, k / Kg * Cg + c, iy, ix), wi = pos(w, k, c, r, s), yi = pos(y, n, k, oy, ox);
            if (fwd) sum[yi] += (double)get(x.p, xi, x.bf) * get(w.p, wi, w.bf); else if (data) sum[xi] += (double)get(y.p, yi, y.bf) * get(w.p, wi, w.bf); else sum[wi] += (double)get(y.p, yi, y.bf) * get(x.p, xi, x.bf); } }
    for (long i = 0; i < total; i++) { double v = sum[i]; if (bias) v = std::max(0.0, v + get(bias, i % K, y.bf)); put(res.p, i, v, res.bf); }
    memset(pack->pointers[1003][0], 0xFF, 777); checkGuards(); return 0;
}
