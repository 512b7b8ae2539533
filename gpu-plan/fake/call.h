static void call(void* f, int n, void** p) { ((void (*)(void**))f)(p); }
