package dev.convoy.kernel.cudnn;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** NVIDIA's libraries as found on a node. */
final class NodeLibraries {
    private final Map<Library, Path> files = new EnumMap<>(Library.class);

    /** In the order in which they are loaded: each behind those it needs. */
    enum Library {
        DRIVER("libcuda.so.1", "install NVIDIA's driver", true),
        RUNTIME("libcudart.so.13", "install CUDA 13", true),
        // Its name has the exact version; NVRTC asks for it by that name, and else finds it beside itself.
        COMPILER_BUILTINS("libnvrtc-builtins.so.13.*", "install CUDA 13", false),
        COMPILER("libnvrtc.so.13", "install CUDA 13's NVRTC", true),
        MATRICES_LIGHT("libcublasLt.so.13", "install CUDA 13's cuBLAS", true),
        MATRICES("libcublas.so.13", "install CUDA 13's cuBLAS", true),
        DNN_GRAPH("libcudnn_graph.so.9", "install cuDNN 9 for CUDA 13", true),
        DNN_OPERATIONS("libcudnn_ops.so.9", "install cuDNN 9 for CUDA 13", true),
        DNN_CONVOLUTIONS("libcudnn_cnn.so.9", "install cuDNN 9 for CUDA 13", true),
        DNN_ADVANCED("libcudnn_adv.so.9", "install cuDNN 9 for CUDA 13", true),
        DNN_PRECOMPILED("libcudnn_engines_precompiled.so.9", "install cuDNN 9 for CUDA 13", true),
        DNN_RUNTIME_COMPILED("libcudnn_engines_runtime_compiled.so.9", "install cuDNN 9 for CUDA 13", true),
        DNN_HEURISTICS("libcudnn_heuristic.so.9", "install cuDNN 9 for CUDA 13", true);

        private final String pattern;
        private final String cure;
        private final boolean needed;

        Library(String pattern, String cure, boolean needed) {
            this.pattern = pattern;
            this.cure = cure;
            this.needed = needed;
        }

        /** What its file is called: a glob. */
        String pattern() {
            return pattern;
        }
    }

    void put(Library library, Path file) {
        files.put(library, file);
    }

    Map<Library, Path> files() {
        return files;
    }

    /** The first that is needed and was not found, and what to do. */
    Optional<String> missing(String looked) {
        return Arrays.stream(Library.values())
                .filter(library -> library.needed && !files.containsKey(library))
                .findFirst()
                .map(library -> library.pattern + " was not found in " + looked + ": " + library.cure
                        + ", or add its folder to LD_LIBRARY_PATH");
    }

    /**
     * Loads them, so that the bindings, which ask for them by name, are given these.
     *
     * @throws UnsatisfiedLinkError naming the file that the system refused
     */
    void load() {
        files.values().forEach(file -> System.load(file.toAbsolutePath().toString()));
    }
}
