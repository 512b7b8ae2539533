package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cublas.cublasLtGetVersion;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetName;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaRuntimeGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnAdvVersionCheck;
import static org.bytedeco.cuda.global.cudnn.cudnnCnnVersionCheck;
import static org.bytedeco.cuda.global.cudnn.cudnnGetCudartVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnGraphVersionCheck;
import static org.bytedeco.cuda.global.cudnn.cudnnOpsVersionCheck;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import dev.convoy.kernel.cudnn.device.NodeLibraries.Library;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.cuda.presets.cudart;
import org.bytedeco.javacpp.annotation.Properties;

/** The GPUs that CUDA's runtime shows. {@link #load} must come first: the bindings' classes load the libraries. */
public final class CudaGpuDevices implements GpuDevices {
    private static final int MAX_NAME_BYTES = 256;
    /** The major version of CUDA. */
    private static final int MAJOR = 13;

    @Override
    public void load(NodeLibraries libraries) {
        otherBindings(cudart.class.getAnnotation(Properties.class).value()[0].link()[0])
                .ifPresent(message -> {
                    throw new UnsatisfiedLinkError(message);
                });
        libraries.load();
        requireOneBuild(libraries);
    }

    /**
     * Returns an error message if the class path has the bindings of another CUDA: -Pcuda adds classes of the same
     * names for Deeplearning4j.
     *
     * @param runtime the library that the bindings on the class path link to
     */
    public static Optional<String> otherBindings(String runtime) {
        return runtime.equals("cudart@." + MAJOR)
                ? Optional.empty()
                : Optional.of("the class path has CUDA's bindings for " + runtime + " before those for CUDA " + MAJOR
                        + ": leave nd4j-cuda out of this executor's class path");
    }

    private static void requireOneBuild(NodeLibraries libraries) {
        Object file = libraries.files().get(Library.DNN_GRAPH);
        long cuda = cudnnGetCudartVersion();
        if (cuda / 1000 != MAJOR) {
            throw new UnsatisfiedLinkError(
                    file + " was built for CUDA " + cuda / 1000 + ": install cuDNN 9 for CUDA " + MAJOR);
        }
        if (cudnnGraphVersionCheck() + cudnnOpsVersionCheck() + cudnnCnnVersionCheck() + cudnnAdvVersionCheck() != 0) {
            throw new UnsatisfiedLinkError("the libraries next to " + file + " are of several versions of cuDNN");
        }
    }

    @Override
    public int count() {
        int[] count = new int[1];
        CudaChecks.cuda(cudaGetDeviceCount(count), "counting GPUs");
        return count[0];
    }

    @Override
    public int capability(int device) {
        return 10 * attribute(cudaDevAttrComputeCapabilityMajor, device)
                + attribute(cudaDevAttrComputeCapabilityMinor, device);
    }

    @Override
    public String name(int device) {
        byte[] name = new byte[MAX_NAME_BYTES];
        CudaChecks.cuda(cuDeviceGetName(name, name.length, device), "naming GPU " + device);
        return new String(name, StandardCharsets.UTF_8).split("\0", 2)[0];
    }

    public static String cudnnVersion() {
        long version = cudnnGetVersion();
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }

    /** Returns the version of cuBLAS, which decides the algorithms of dense layers. */
    public static String blasVersion() {
        long version = cublasLtGetVersion();
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }

    /** Returns the version of the compiler of our own kernels. */
    public static String compilerVersion() {
        int[] major = new int[1];
        int[] minor = new int[1];
        nvrtcVersion(major, minor);
        return major[0] + "." + minor[0];
    }

    public static String runtimeVersion() {
        int[] version = new int[1];
        CudaChecks.cuda(cudaRuntimeGetVersion(version), "asking for CUDA's version");
        return version[0] / 1000 + "." + version[0] / 10 % 100;
    }

    private static int attribute(int attribute, int device) {
        int[] value = new int[1];
        CudaChecks.cuda(cudaDeviceGetAttribute(value, attribute, device), "asking what GPU " + device + " is");
        return value[0];
    }
}
