package dev.convoy.kernel.nd4j;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelProvider;
import dev.convoy.kernel.NativeLoadFailure;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.util.Locale;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Opens {@link Nd4jKernel}: every Deeplearning4j layer, float32 or float64. */
public final class Nd4jProvider implements KernelProvider {
    /** The simple class name of ND4J's backend for CUDA. */
    private static final String CUDA = "JCublasBackend";

    private final Device device;
    private final Supplier<String> backend;

    /** @param device the device of the task */
    public Nd4jProvider(Device device) {
        this(device, () -> Nd4j.getBackend().getClass().getSimpleName());
    }

    /** @param backend gives the simple class name of the backend that loads here */
    Nd4jProvider(Device device, Supplier<String> backend) {
        this.device = device;
        this.backend = backend;
    }

    @Override
    public String engine() {
        return "nd4j";
    }

    @Override
    public Optional<String> unsupportedReason(Model model, Precision precision) {
        if (precision != Precision.FLOAT32 && precision != Precision.FLOAT64) {
            return Optional.of("it computes in float32 or float64, not in " + precision.key());
        }
        if (loss(model).isEmpty()) {
            return Optional.of("layer " + last(model).name()
                    + ", the last, has no loss function: end the network with an OutputLayer or a LossLayer");
        }
        Optional<String> scheduled = model.configuration().layers().stream()
                .map(NeuralNetConfiguration::getLayer)
                .filter(Nd4jProvider::isScheduled)
                .map(Layer::getLayerName)
                .findFirst();
        if (scheduled.isPresent()) {
            return Optional.of("layer " + scheduled.get()
                    + " has dropout, noise or weight noise with a schedule: set a constant value");
        }
        try {
            return backend.get().equals(CUDA) ? unsupportedGpuReason() : Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("ND4J does not load here, " + NativeLoadFailure.reason(e));
        } catch (RuntimeException e) {
            return Optional.of("no ND4J backend loads here (" + e + "): put nd4j-native on the class path");
        }
    }

    private Optional<String> unsupportedGpuReason() {
        if (!device.isGpu()) {
            return Optional.of(
                    "this build's ND4J computes on GPUs, and Spark assigned none to the task: build without -Pcuda");
        }
        NativeOps gpus = NativeOpsHolder.getInstance().getDeviceNativeOps();
        return new ComputeCapability(gpus.getDeviceMajor(device.ordinal()), gpus.getDeviceMinor(device.ordinal()))
                .unsupportedReason();
    }

    @Override
    public GradientKernel open(Model model, Precision precision) {
        allowHelpers();
        return new Nd4jKernel(model, loss(model).orElseThrow(), precision.storage());
    }

    @Override
    public String arithmetic(Precision precision) {
        return "Deeplearning4j 1.0.0-M2.1 on " + backend.get();
    }

    private static Optional<ILossFunction> loss(Model model) {
        Object output = last(model).definition();
        if (output instanceof BaseOutputLayer layer) {
            return Optional.of(layer.getLossFn());
        }
        return output instanceof LossLayer layer ? Optional.of(layer.getLossFn()) : Optional.empty();
    }

    /** Deeplearning4j would look up the schedule at counts of updates that only its own training moves. */
    private static boolean isScheduled(Layer layer) {
        JsonNode settings = NeuralNetConfiguration.mapper().valueToTree(layer);
        return Stream.of("idropout", "weightNoise")
                .map(settings::path)
                .flatMap(noise -> StreamSupport.stream(Spliterators.spliteratorUnknownSize(noise.fields(), 0), false))
                .anyMatch(field -> field.getKey().toLowerCase(Locale.ROOT).endsWith("schedule")
                        && !field.getValue().isNull());
    }

    private static LayerInfo last(Model model) {
        return model.layers().get(model.layers().size() - 1);
    }

    /** Switches on Deeplearning4j's oneDNN layer helpers, which are off by default; a property already set is kept. */
    private static void allowHelpers() {
        if (System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY) == null) {
            System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false");
        }
    }
}
