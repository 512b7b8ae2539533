package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorKindsTest {
    private static SparkConf conf(String master) {
        return new SparkConf(false)
                .set("spark.master", master)
                .set("spark.dynamicAllocation.enabled", "true")
                .set("spark.executor.resource.gpu.amount", "1")
                .set("spark.task.resource.gpu.amount", "0.5");
    }

    @Test
    void aClusterWithGpusAndDynamicAllocationCanHaveBoth() {
        for (String master :
                new String[] {"spark://host:7077", "yarn", "k8s://https://host", "local-cluster[2,1,1024]"}) {
            assertThatCode(() -> ExecutorKinds.requireTwo(conf(master), "auto", false))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> ExecutorKinds.requireTwo(conf("spark://host:7077"), "onednn", true))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark.master=local                            | auto  | false | a cluster with executors. Given: local. Use --cluster standalone-gpu",
                "spark.master=local[4]                         | auto  | false | a cluster with executors. Given: local[4].",
                "spark.dynamicAllocation.enabled=false         | auto  | false | dynamic allocation: without it, all executors of an application are alike. Given: no spark.dynamicAllocation.enabled=true. Add --conf spark.dynamicAllocation.enabled=true after --.",
                "spark.executor.resource.gpu.amount=0          | auto  | false | spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount. Given: not both.",
                "spark.task.resource.gpu.amount=0              | auto  | false | spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount. Given: not both.",
                "spark.master=yarn                             | cudnn | false | an engine that computes with and without a GPU. Given: kernel.engine=cudnn. Set -D kernel.engine=auto.",
                "spark.master=yarn                             | auto  | true  | train.yield-when-queued=false on YARN, which does not tell this run's own requests from others'. Given: train.yield-when-queued=true.",
            })
    void whatItNeedsIsSaid(String setting, String engine, boolean yields, String message) {
        String[] property = setting.split("=", 2);

        assertThatThrownBy(() -> ExecutorKinds.requireTwo(
                        conf("spark://host:7077").set(property[0], property[1]), engine, yields))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.gpu-workers needs " + message);
    }
}
