package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerStep;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.nativeblas.NativeOpsHolder;

/** A worker computes with its own number of threads, whatever the environment says. */
class KernelThreadsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theCallingThreadGetsTheNumber(int threads) {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Sgd(0.01), List.of(4), 1, 1, 4);
        ModelState start = tiny.optimizer().state();
        try (WorkerStep step = new WorkerStep(tiny.job().model(), Precision.FLOAT32, "onednn", threads, Device.CPU)) {
            step.run(start, Collections.emptyIterator(), 0, 0);

            assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads())
                    .isEqualTo(threads);
        }
    }
}
