package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.nd4j.linalg.learning.config.Sgd;

/** Tests where a kernel is chosen. Uses Kryo, which can serialize less than Java's serialization. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterKernelIT {
    private final Model model = TinyJob.of("reference", Precision.FLOAT32, new Sgd(0.1), List.of(20), 1, 1, 4)
            .job()
            .model();

    private JavaSparkContext spark;

    @BeforeAll
    void start() {
        spark = new JavaSparkContext(new SparkConf()
                .setMaster("local[1]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    @Test
    void anEngineForCpusIsChosenWithoutSpark() {
        assertThat(ClusterKernel.choose(
                                () -> {
                                    throw new AssertionError("asked for Spark");
                                },
                                "onednn",
                                model,
                                Precision.FLOAT32)
                        .engine())
                .isEqualTo("onednn");
    }

    @Test
    void aTaskAnswersWithItsChoice() {
        ChooseKernel question =
                new ChooseKernel("onednn", model.configuration().toJson(), model.input(), Precision.FLOAT32);

        assertThat(ChooseKernel.read(
                        spark.parallelize(List.of(0), 1).map(question).first()))
                .isEqualTo(KernelLookup.choose("onednn", model, Precision.FLOAT32, Device.CPU));
    }

    @Test
    void anEngineForGpusIsRefusedWhereSparkGivesTasksNone() {
        assertThatThrownBy(() -> ClusterKernel.choose(() -> spark, "cudnn", model, Precision.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("kernel.engine must be able to compute the model: it computes on GPUs, and Spark assigned"
                        + " none to the task: use a --cluster that does, see conf/cluster/*-gpu.properties. Given:"
                        + " cudnn. Use kernel.engine=auto to use another engine.");
    }
}
