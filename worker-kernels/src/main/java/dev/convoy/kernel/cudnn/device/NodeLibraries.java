package dev.convoy.kernel.cudnn.device;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** NVIDIA's libraries that were found on a node. */
public final class NodeLibraries {
    private final Map<Library, Path> files = new EnumMap<>(Library.class);

    /** The libraries in the order in which they are loaded: each comes after those that it needs. */
    public enum Library {
        DRIVER("libcuda.so.1", "install NVIDIA's driver"),
        RUNTIME("libcudart.so.13", "install CUDA 13"),
        // NVRTC asks for the builtins of exactly its version, and does not search its own folder.
        COMPILER_BUILTINS("libnvrtc-builtins.so.13.*", "install CUDA 13's NVRTC"),
        COMPILER("libnvrtc.so.13", "install CUDA 13's NVRTC"),
        MATRICES_LIGHT("libcublasLt.so.13", "install CUDA 13's cuBLAS"),
        MATRICES("libcublas.so.13", "install CUDA 13's cuBLAS"),
        DNN_GRAPH("libcudnn_graph.so.9", "install cuDNN 9 for CUDA 13"),
        DNN_OPERATIONS("libcudnn_ops.so.9", "install cuDNN 9 for CUDA 13"),
        DNN_CONVOLUTIONS("libcudnn_cnn.so.9", "install cuDNN 9 for CUDA 13"),
        DNN_ADVANCED("libcudnn_adv.so.9", "install cuDNN 9 for CUDA 13"),
        DNN_PRECOMPILED("libcudnn_engines_precompiled.so.9", "install cuDNN 9 for CUDA 13"),
        DNN_RUNTIME_COMPILED("libcudnn_engines_runtime_compiled.so.9", "install cuDNN 9 for CUDA 13"),
        DNN_HEURISTICS("libcudnn_heuristic.so.9", "install cuDNN 9 for CUDA 13");

        private final String pattern;
        private final String cure;

        Library(String pattern, String cure) {
            this.pattern = pattern;
            this.cure = cure;
        }

        /**
         * Returns the library whose folder this one must be in. Files of other builds, also of those for another CUDA,
         * have the same names and would be loaded together without an error.
         */
        public Library companion() {
            return name().startsWith("DNN_") ? DNN_GRAPH : this == COMPILER_BUILTINS ? COMPILER : this;
        }

        /** Returns the name pattern of its file: a glob. */
        public String pattern() {
            return pattern;
        }
    }

    void put(Library library, Path file) {
        files.put(library, file);
    }

    Map<Library, Path> files() {
        return files;
    }

    /** Returns the first library that was not found, where it was searched for, and what to do. */
    public Optional<String> missing(String looked) {
        return Arrays.stream(Library.values())
                .filter(library -> !files.containsKey(library))
                .map(library -> files.containsKey(library.companion()) ? library : library.companion())
                .findFirst()
                .map(library -> String.format(
                        Locale.ROOT,
                        "%s was not found %s: %s, or add its folder to LD_LIBRARY_PATH",
                        library.pattern,
                        where(library, looked),
                        library.cure));
    }

    private String where(Library library, String looked) {
        Path companion = files.get(library.companion());
        return companion == null ? "in " + looked : "next to " + companion;
    }

    /**
     * Loads the files, so that the bindings, which ask for libraries by name, get these.
     *
     * @throws UnsatisfiedLinkError naming the file that the system refused
     */
    void load() {
        files.values().forEach(file -> System.load(file.toAbsolutePath().toString()));
    }
}
