package dev.convoy.kernel.cudnn.program;

import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_VARIANT_PACK_WORKSPACE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.cudnnBackendExecute;

import dev.convoy.kernel.cudnn.device.CudaChecks;
import dev.convoy.kernel.cudnn.device.DeviceAddress;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.plan.ConvolutionGraph;
import dev.convoy.kernel.cudnn.plan.ConvolutionPlans.Plan;
import dev.convoy.kernel.cudnn.plan.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/** Runs one of cuDNN's plans on these buffers. */
public final class PlanStep implements Step {
    private final Gpu gpu;
    private final Plan plan;
    private final Map<Long, DeviceBuffer> buffers;
    private final DeviceBuffer workspace;
    private Descriptor bound;

    /** @param buffers by their numbers in {@link ConvolutionGraph} */
    public PlanStep(Program program, Plan plan, Map<Long, DeviceBuffer> buffers) {
        this.gpu = program.gpu();
        this.plan = plan;
        this.buffers = Map.copyOf(buffers);
        this.workspace = program.allocate(plan.workspace());
    }

    @Override
    public List<DeviceBuffer> touches() {
        List<DeviceBuffer> touched = new ArrayList<>(buffers.values());
        touched.add(workspace);
        return touched;
    }

    @Override
    public void bind() {
        List<Long> numbers = List.copyOf(buffers.keySet());
        bound = new Descriptor(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR)
                .longs(
                        CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS,
                        numbers.stream().mapToLong(Long::longValue).toArray())
                .addresses(
                        CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS,
                        numbers.stream()
                                .map(number ->
                                        new DeviceAddress(buffers.get(number).address()))
                                .toArray(Pointer[]::new))
                .addresses(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, new DeviceAddress(workspace.address()))
                .finish();
    }

    @Override
    public void run() {
        CudaChecks.dnn(
                cudnnBackendExecute(gpu.dnn(), plan.descriptor().pointer(), bound.pointer()),
                "computing a convolution");
    }

    @Override
    public void close() {
        if (bound != null) {
            bound.close();
        }
    }
}
