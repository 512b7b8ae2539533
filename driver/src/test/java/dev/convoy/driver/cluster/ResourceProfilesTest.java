package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceProfilesTest {
    @ParameterizedTest
    @CsvSource({
        "spark://host:7077, 1, 0, false, false",
        "spark://host:7077, 2, 0, false, true",
        "spark://host:7077, 1, 1, false, true",
        "yarn, 1, 0.25, false, true",
        "k8s://https://host, 4, 1, false, true",
        "'local-cluster[2,1,1024]', 1, 1, false, true",
        "yarn, 2, 1, true, false",
        "local[4], 2, 0, false, false",
        "mesos://host, 2, 0, false, false"
    })
    void averagesHaveOneWhereTrainingTasksNeedMoreThanACore(
            String master, String cores, String gpus, String dynamic, boolean expected) {
        SparkConf conf = new SparkConf(false)
                .set("spark.master", master)
                .set("spark.task.cpus", cores)
                .set("spark.task.resource.gpu.amount", gpus)
                .set("spark.dynamicAllocation.enabled", dynamic);

        assertThat(ResourceProfiles.haveAverages(conf)).isEqualTo(expected);
    }
}
