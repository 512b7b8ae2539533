package dev.convoy.driver.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.plan.Round;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

/** Tests which engine computes for a task that has a GPU. */
class WorkerRuntimeTest {
    private static final Device GPU = new Device(0);

    // This is not the fastest engine for CPUs, and its bits differ from those of others.
    private final TinyJob tiny = tiny("reference");

    @Test
    void aPinnedEngineComputesWithAndWithoutAGpu() {
        assertThat(train(tiny, GPU)).isEqualTo(train(tiny, Device.CPU));
    }

    @Test
    void otherwiseATaskWithAGpuUsesTheFastestThere() {
        String fastest = KernelLookup.choose(KernelLookup.AUTO, tiny.job().model(), Precision.FLOAT32, GPU)
                .engine();

        assertThat(train(tiny.unpinned(), GPU))
                .isEqualTo(train(tiny(fastest), GPU))
                .isNotEqualTo(train(tiny, GPU));
    }

    @Test
    void aTaskWithoutAGpuUsesTheOneTheDriverChose() {
        assertThat(train(tiny.unpinned(), Device.CPU)).isEqualTo(train(tiny, Device.CPU));
    }

    private static TinyJob tiny(String engine) {
        return TinyJob.of(engine, Precision.FLOAT32, new Sgd(0.05), List.of(20), 1, 2, 4);
    }

    @Test
    void aWorkerSaysWhichEngineComputed() {
        try (WorkerRuntime host = new WorkerRuntime(tiny.unpinned().job(), new Configuration(), Device.CPU)) {
            Round round = new Round(0, 0, 0, 0);

            assertThat(host.train(0, round, tiny.initial(), Device.CPU).engine())
                    .isEqualTo("reference");
            assertThat(host.train(0, round, tiny.initial(), GPU).engine())
                    .isEqualTo(KernelLookup.choose(KernelLookup.AUTO, tiny.job().model(), Precision.FLOAT32, GPU)
                            .engine());
        }
    }

    /** A GPU may have memory for one kernel of a large network. */
    @Test
    void kernelsThatMeasureStatisticsAndThoseThatTrainMakeRoomForEachOther() {
        try (WorkerRuntime host = new WorkerRuntime(tiny.job(), new Configuration(), Device.CPU)) {
            ModelState weights = new ModelState(
                    tiny.initial().parameters(), tiny.initial().updaterState().slice(0, 0));

            host.train(0, new Round(0, 0, 0, 0), tiny.initial(), Device.CPU);
            assertThat(host.idleKernels()).isOne();
            host.train(0, new Round(0, 0, 0, 0, true), weights, Device.CPU);
            assertThat(host.idleKernels()).isOne();
            host.train(0, new Round(0, 0, 0, 0), tiny.initial(), Device.CPU);
            assertThat(host.idleKernels()).isOne();
        }
    }

    /** Returns parameters after a round of tasks that have the CPU and the device in turn. */
    private static byte[] train(TinyJob tiny, Device device) {
        Round round = new Round(0, 0, 0, 0);
        try (WorkerRuntime host = new WorkerRuntime(tiny.job(), new Configuration(), Device.CPU)) {
            host.train(0, round, tiny.initial(), Device.CPU);
            return host.train(0, round, tiny.initial(), device)
                    .state()
                    .parameters()
                    .bytes();
        }
    }
}
