package dev.convoy.kernel.cudnn;

import static org.bytedeco.cuda.global.cudart.cuDeviceGetName;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMajor;
import static org.bytedeco.cuda.global.cudart.cudaDevAttrComputeCapabilityMinor;
import static org.bytedeco.cuda.global.cudart.cudaDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaRuntimeGetVersion;
import static org.bytedeco.cuda.global.cudnn.cudnnGetVersion;

import java.nio.charset.StandardCharsets;

/** As CUDA's runtime shows them. No class of the bindings is touched before {@link #load}: it would load the libraries. */
final class CudaCards implements Cards {
    private static final int LONGEST_NAME = 256;

    @Override
    public void load(NodeLibraries libraries) {
        libraries.load();
    }

    @Override
    public int count() {
        int[] count = new int[1];
        Status.cuda(cudaGetDeviceCount(count), "counting cards");
        return count[0];
    }

    @Override
    public int capability(int device) {
        return 10 * attribute(cudaDevAttrComputeCapabilityMajor, device)
                + attribute(cudaDevAttrComputeCapabilityMinor, device);
    }

    @Override
    public String name(int device) {
        byte[] name = new byte[LONGEST_NAME];
        Status.cuda(cuDeviceGetName(name, name.length, device), "naming card " + device);
        return new String(name, StandardCharsets.UTF_8).split("\0", 2)[0];
    }

    static String cudnnVersion() {
        long version = cudnnGetVersion();
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }

    static String runtimeVersion() {
        int[] version = new int[1];
        Status.cuda(cudaRuntimeGetVersion(version), "asking for CUDA's version");
        return version[0] / 1000 + "." + version[0] / 10 % 100;
    }

    private static int attribute(int attribute, int device) {
        int[] value = new int[1];
        Status.cuda(cudaDeviceGetAttribute(value, attribute, device), "asking what card " + device + " is");
        return value[0];
    }
}
