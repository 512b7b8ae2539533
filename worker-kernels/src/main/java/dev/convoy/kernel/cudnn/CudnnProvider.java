package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.GpuLostError;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.CudaGpuDevices;
import dev.convoy.kernel.cudnn.device.GpuDevices;
import dev.convoy.kernel.cudnn.device.LibrarySearch;
import dev.convoy.kernel.cudnn.device.NodeLibraries;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.Locale;
import java.util.Optional;

/** Opens {@link CudnnKernel}: one NVIDIA GPU of compute capability 7.5 or later, layers of {@link NetworkCompiler}. */
public final class CudnnProvider implements NetworkKernelProvider {
    /** Turing, the first that CUDA 13 and cuDNN 9 have code for. */
    private static final int OLDEST = 75;
    /** Ampere, the first that multiplies bfloat16 and TF32. */
    private static final int OLDEST_FOR_SHORT_FORMATS = 80;

    private final LibrarySearch search;
    private final GpuDevices gpus;
    private final Device device;

    /** @param device the device of the task */
    public CudnnProvider(Device device) {
        this(LibrarySearch.ofProcess(), new CudaGpuDevices(), device);
    }

    CudnnProvider(LibrarySearch search, GpuDevices gpus, Device device) {
        this.search = search;
        this.gpus = gpus;
        this.device = device;
    }

    @Override
    public String engine() {
        return "cudnn";
    }

    @Override
    public boolean needsGpu() {
        return true;
    }

    @Override
    public Optional<String> unsupportedReason(Precision precision) {
        if (precision == Precision.FLOAT64) {
            return Optional.of("it computes in float32, tf32 or bfloat16, not in " + precision.key());
        }
        if (!device.isGpu()) {
            return Optional.of("it computes on GPUs, and Spark assigned none to the task: use a --cluster that does,"
                    + " see conf/cluster/*-gpu.properties");
        }
        NodeLibraries libraries = search.find();
        return libraries.missing(search.looked()).or(() -> unsupportedGpuReason(libraries, precision));
    }

    private Optional<String> unsupportedGpuReason(NodeLibraries libraries, Precision precision) {
        try {
            gpus.load(libraries);
            int count = gpus.count();
            int gpu = device.ordinal();
            if (gpu >= count) {
                return Optional.of("GPU " + gpu + " was requested, but the driver shows " + count
                        + ": check CUDA_VISIBLE_DEVICES, and what the cluster assigned");
            }
            int capability = gpus.capability(gpu);
            boolean shortFormat = precision != Precision.FLOAT32;
            int needed = shortFormat ? OLDEST_FOR_SHORT_FORMATS : OLDEST;
            if (capability < needed) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "GPU %d (%s) has compute capability %s, and %s needs %s or later",
                        gpu,
                        gpus.name(gpu),
                        dotted(capability),
                        capability < OLDEST ? "CUDA 13" : precision.key(),
                        dotted(needed)));
            }
            return Optional.empty();
        } catch (CudaException | GpuLostError e) {
            return Optional.of("the driver shows no GPU: " + e.getMessage());
        } catch (LinkageError e) {
            return Optional.of("a library does not load: " + e.getMessage());
        }
    }

    static String dotted(int capability) {
        return capability / 10 + "." + capability % 10;
    }

    @Override
    public GradientKernel open(Network network, Precision precision) {
        return new CudnnKernel(network, precision, device.ordinal());
    }

    /** Names the libraries and the kind of GPU, but not its number: GPUs of one kind give the same bits. */
    @Override
    public String arithmetic(Precision precision) {
        gpus.load(search.find());
        return "cuDNN " + CudaGpuDevices.cudnnVersion() + ", cuBLASLt " + CudaGpuDevices.blasVersion() + ", NVRTC "
                + CudaGpuDevices.compilerVersion() + ", CUDA " + CudaGpuDevices.runtimeVersion() + " on "
                + gpus.name(device.ordinal()) + " " + dotted(gpus.capability(device.ordinal()));
    }
}
