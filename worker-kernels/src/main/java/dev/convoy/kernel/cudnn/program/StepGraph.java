package dev.convoy.kernel.cudnn.program;

import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;

import dev.convoy.kernel.cudnn.device.CudaChecks;
import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.Gpu;
import java.util.List;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list of steps, launched as one CUDA graph: the GPU then goes from step to step without waiting for the CPU. The
 * kernels are the same as in launches one by one, and so are the results.
 */
final class StepGraph implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepGraph.class);

    private final Gpu gpu;
    private final List<Step> steps;
    private final CUgraphExec_st executable = new CUgraphExec_st();

    /** @param steps bound to their buffers, and each run before: libraries load their code at the first run */
    StepGraph(Gpu gpu, List<Step> steps) {
        this.gpu = gpu;
        this.steps = List.copyOf(steps);
        try {
            record();
        } catch (CudaException e) {
            if (e.isOutOfMemory()) {
                throw e;
            }
            LOG.warn("steps are launched one by one, because they cannot be recorded: {}", e.getMessage());
        }
    }

    private void record() {
        CUgraph_st graph = new CUgraph_st();
        // Other threads of this process may allocate memory meanwhile, which a recording of all threads would forbid.
        CudaChecks.cuda(cudaStreamBeginCapture(gpu.stream(), cudaStreamCaptureModeThreadLocal), "recording steps");
        try {
            steps.forEach(Step::run);
        } catch (CudaException e) {
            cudaStreamEndCapture(gpu.stream(), graph);
            throw e;
        }
        CudaChecks.cuda(cudaStreamEndCapture(gpu.stream(), graph), "recording steps");
        try {
            CudaChecks.cuda(cudaGraphInstantiate(executable, graph, 0), "making a graph of steps");
        } finally {
            cudaGraphDestroy(graph);
        }
    }

    /** Puts all steps into the GPU's stream. */
    void run() {
        if (executable.isNull()) {
            steps.forEach(Step::run);
        } else {
            CudaChecks.cuda(cudaGraphLaunch(executable, gpu.stream()), "launching a graph of steps");
        }
    }

    @Override
    public void close() {
        if (!executable.isNull()) {
            cudaGraphExecDestroy(executable);
        }
    }
}
