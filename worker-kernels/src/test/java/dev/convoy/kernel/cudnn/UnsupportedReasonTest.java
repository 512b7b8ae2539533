package dev.convoy.kernel.cudnn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.CudaGpuDevices;
import dev.convoy.kernel.cudnn.device.GpuDevices;
import dev.convoy.kernel.cudnn.device.LibrarySearch;
import dev.convoy.kernel.cudnn.device.NodeLibraries;
import dev.convoy.kernel.cudnn.device.NodeLibraries.Library;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

/** Each reason not to use the engine is one line that says what is missing and where it was searched for. */
class UnsupportedReasonTest {
    private static final Model MODEL =
            Networks.of(new Shape(1, 6, 6), Networks.convolution(3, 3, 2).build(), Networks.output(3));

    @TempDir
    private Path root;

    /** So many GPUs of one kind; nothing is loaded. */
    private record FakeGpus(int count, int kind) implements GpuDevices {
        @Override
        public void load(NodeLibraries libraries) {
            if (libraries.missing("").isPresent()) {
                throw new AssertionError("loads libraries that were not found");
            }
        }

        @Override
        public int capability(int device) {
            return kind;
        }

        @Override
        public String name(int device) {
            return "Some GPU";
        }
    }

    private String reason(Map<String, String> environment, GpuDevices gpus, int gpu, Precision precision) {
        return new CudnnProvider(new LibrarySearch(environment, root), gpus, new Device(gpu))
                .unsupportedReason(MODEL, precision)
                .orElse("supported");
    }

    private void install(String folder, Library... libraries) throws IOException {
        Files.createDirectories(root.resolve(folder));
        for (Library library : libraries) {
            Files.createFile(root.resolve(folder).resolve(library.pattern().replace("*", "0")));
        }
    }

    private void installAll() throws IOException {
        install("usr/lib/x86_64-linux-gnu", Library.values());
    }

    @Test
    void supportedWithLibrariesAndAGpu() throws IOException {
        installAll();
        assertThat(reason(Map.of(), new FakeGpus(1, 90), 0, Precision.BFLOAT16)).isEqualTo("supported");
    }

    @Test
    void withoutTheDriver() throws IOException {
        install("usr/local/cuda-13.0/lib64", Library.RUNTIME);
        assertThat(reason(Map.of("LD_LIBRARY_PATH", "/opt/here"), new FakeGpus(1, 90), 0, Precision.FLOAT32))
                .isEqualTo("libcuda.so.1 was not found in LD_LIBRARY_PATH (/opt/here), CUDA_HOME (unset), "
                        + "/usr/local/cuda*/lib64, the system's library folders, and nvidia/*/lib of Python's packages: "
                        + "install NVIDIA's driver, or add its folder to LD_LIBRARY_PATH");
    }

    @Test
    void bindingsOfAnotherCudaAreNamed() {
        assertThat(CudaGpuDevices.otherBindings("cudart@.13")).isEmpty();
        assertThat(CudaGpuDevices.otherBindings("cudart@.11.0"))
                .contains(
                        "the class path has CUDA's bindings for cudart@.11.0 before those for CUDA 13: leave nd4j-cuda out"
                                + " of this executor's class path");
    }

    @ParameterizedTest
    @EnumSource
    void withoutOneLibrary(Library library) throws IOException {
        installAll();
        Files.delete(root.resolve("usr/lib/x86_64-linux-gnu")
                .resolve(library.pattern().replace("*", "0")));
        String reason = reason(Map.of(), new FakeGpus(1, 90), 0, Precision.FLOAT32);
        assertThat(reason)
                .startsWith(library.pattern() + " was not found "
                        + (library.companion() == library ? "in LD_LIBRARY_PATH" : "next to " + root))
                .contains(": install ")
                .doesNotContain("\n");
    }

    @Test
    void withoutAnyGpu() throws IOException {
        installAll();
        GpuDevices none = new GpuDevices() {
            @Override
            public void load(NodeLibraries libraries) {}

            @Override
            public int count() {
                throw CudaException.ofCuda(100, "no CUDA-capable device is detected", "counting GPUs");
            }

            @Override
            public int capability(int device) {
                throw new AssertionError("asked of no GPU");
            }

            @Override
            public String name(int device) {
                throw new AssertionError("asked of no GPU");
            }
        };
        assertThat(reason(Map.of(), none, 0, Precision.FLOAT32))
                .isEqualTo("the driver shows no GPU: counting GPUs failed: CUDA error 100, "
                        + "no CUDA-capable device is detected");
    }

    @Test
    void aGpuThatTheProcessDoesNotSee() throws IOException {
        installAll();
        assertThat(reason(Map.of(), new FakeGpus(2, 90), 2, Precision.FLOAT32))
                .isEqualTo("GPU 2 was requested, but the driver shows 2: check CUDA_VISIBLE_DEVICES, and what the"
                        + " cluster assigned");
    }

    @Test
    void aGpuOlderThanCuda13() throws IOException {
        installAll();
        assertThat(reason(Map.of(), new FakeGpus(1, 70), 0, Precision.FLOAT32))
                .isEqualTo("GPU 0 (Some GPU) has compute capability 7.0, and CUDA 13 needs 7.5 or later");
    }

    @ParameterizedTest
    @EnumSource(names = {"TF32", "BFLOAT16"})
    void aGpuWithoutShortFormats(Precision precision) throws IOException {
        installAll();
        assertThat(reason(Map.of(), new FakeGpus(1, 75), 0, precision))
                .isEqualTo(
                        "GPU 0 (Some GPU) has compute capability 7.5, and " + precision.key() + " needs 8.0 or later");
        assertThat(reason(Map.of(), new FakeGpus(1, 75), 0, Precision.FLOAT32)).isEqualTo("supported");
    }

    @Test
    void aLibraryThatDoesNotLoad() throws IOException {
        installAll();
        assertThat(reason(Map.of(), new CudaGpuDevices(), 0, Precision.FLOAT32))
                .startsWith("a library does not load: ")
                .contains(Library.DRIVER.pattern());
    }

    @Test
    void aTaskWithoutAGpu() throws IOException {
        installAll();
        assertThat(reason(Map.of(), new FakeGpus(1, 90), -1, Precision.FLOAT32))
                .isEqualTo("it computes on GPUs, and Spark assigned none to the task: use a --cluster that does, see"
                        + " conf/cluster/*-gpu.properties");
    }

    @Test
    void aLayerThatItCannotCompute() {
        Model model = Networks.of(
                new Shape(1, 6, 6),
                new DenseLayer.Builder()
                        .name("odd-one")
                        .nOut(4)
                        .activation(Activation.RATIONALTANH)
                        .build(),
                Networks.output(3));
        assertThat(new CudnnProvider(new LibrarySearch(Map.of(), root), new FakeGpus(1, 90), new Device(0))
                        .unsupportedReason(model, Precision.FLOAT32))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("layer odd-one has activation"));
    }

    @Test
    void float64() {
        assertThat(reason(Map.of(), new FakeGpus(1, 90), 0, Precision.FLOAT64))
                .isEqualTo("it computes in float32, tf32 or bfloat16, not in float64");
    }
}
