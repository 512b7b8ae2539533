package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuModuleUnload;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Our own kernels, compiled for one kind of GPU and one type of activations when the first such GPU is opened. */
final class CudaModule implements AutoCloseable {
    /** The files; joined in this order they are one program. */
    private static final List<String> FILES = List.of(
            "values.cu",
            "layouts.cu",
            "elementwise.cu",
            "columns.cu",
            "normalization.cu",
            "windows.cu",
            "neighbours.cu",
            "training.cu");

    /**
     * Machine code by NVRTC's options. It is shared in the process, because compiling takes seconds and each concurrent
     * task has its own kernel. Sharing is safe: the code depends on the options only.
     */
    private static final Map<List<String>, byte[]> COMPILED = new ConcurrentHashMap<>();

    private final CUmod_st module = new CUmod_st();
    private final Map<String, CUfunc_st> functions = new HashMap<>();

    /** The GPU's context must be current in the calling thread. */
    CudaModule(int capability, ElementType type) {
        byte[] compiled = COMPILED.computeIfAbsent(options(capability, type), options -> compile(source(), options));
        try (BytePointer image = new BytePointer(compiled)) {
            CudaChecks.cuda(cuModuleLoadData(module, image), "loading kernels");
        }
    }

    CUfunc_st function(String name) {
        return functions.computeIfAbsent(name, wanted -> {
            CUfunc_st function = new CUfunc_st();
            CudaChecks.cuda(cuModuleGetFunction(function, module, wanted), "looking for kernel " + wanted);
            return function;
        });
    }

    private static String source() {
        StringBuilder source = new StringBuilder();
        for (String file : FILES) {
            try (InputStream in = CudaModule.class.getResourceAsStream(file)) {
                source.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return source.toString();
    }

    private static List<String> options(int capability, ElementType type) {
        List<String> options = new ArrayList<>(List.of("--std=c++17", "--gpu-architecture=sm_" + capability));
        if (type == ElementType.BFLOAT16) {
            options.add("--define-macro=BFLOAT16");
        }
        return options;
    }

    /** Returns machine code for the GPU. */
    private static byte[] compile(String source, List<String> options) {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer text = new BytePointer(source);
                BytePointer name = new BytePointer("convoy.cu");
                PointerPointer<Pointer> given = new PointerPointer<>(options.toArray(String[]::new))) {
            check(
                    nvrtcCreateProgram(program, text, name, 0, (PointerPointer<?>) null, (PointerPointer<?>) null),
                    program);
            check(nvrtcCompileProgram(program, options.size(), given), program);
            try (SizeTPointer size = new SizeTPointer(1)) {
                check(nvrtcGetCUBINSize(program, size), program);
                byte[] compiled = new byte[Math.toIntExact(size.get())];
                check(nvrtcGetCUBIN(program, compiled), program);
                return compiled;
            }
        } finally {
            if (!program.isNull()) {
                nvrtcDestroyProgram(program);
            }
        }
    }

    private static void check(int status, _nvrtcProgram program) {
        if (status != 0) {
            String log = program.isNull() ? "" : log(program);
            throw CudaException.ofLibrary(
                    "NVRTC", status, nvrtcGetErrorString(status).getString(), "compiling kernels" + log);
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            nvrtcGetProgramLogSize(program, size);
            try (BytePointer log = new BytePointer(Math.max(size.get(), 1))) {
                nvrtcGetProgramLog(program, log);
                return " (" + log.getString() + ")";
            }
        }
    }

    @Override
    public void close() {
        cuModuleUnload(module);
    }
}
