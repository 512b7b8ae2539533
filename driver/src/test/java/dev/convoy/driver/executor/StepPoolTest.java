package dev.convoy.driver.executor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.StepRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

/** An executor that cannot compute as the job does is refused with a reason. */
class StepPoolTest {
    /** No machine has so many. */
    private static final Device MISSING = new Device(999);

    private final Model model = TinyJob.of("reference", Precision.FLOAT32, new Sgd(0.1), List.of(20), 1, 1, 4)
            .job()
            .model();

    @Test
    void aGpuThatCudaDoesNotShow() {
        assertThatThrownBy(() -> new StepPool(model, kernel("cudnn"), StepRule.NONE, MISSING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "every executor must be able to compute with the job's kernel. Given: cudnn, which"
                                + " cannot compute on this one: ")
                .hasMessageNotContaining("kernel.engine");
    }

    @Test
    void otherArithmetic() {
        assertThatThrownBy(() -> new StepPool(model, kernel("reference"), StepRule.NONE, Device.CPU))
                .hasMessageStartingWith("all executors must use the same kernel build and instruction set. Given: ")
                .hasMessageContaining(" here, but as there where the kernel was chosen.");
    }

    private static KernelSpec kernel(String engine) {
        return new KernelSpec(engine, "as there", true, Precision.FLOAT32, 1);
    }
}
