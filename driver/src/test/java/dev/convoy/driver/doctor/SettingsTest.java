package dev.convoy.driver.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that are wrong are found, each by one check, and the presets have none. */
class SettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local-cluster  | spark.task.cpus=2                                  | error task-cpus | --conf spark.task.cpus=1 ",
                "yarn           | spark.task.cpus=4 spark.executor.cores=2           | error task-cpus | --conf spark.executor.cores=4 ",
                "yarn           | spark.task.cpus=2 spark.executor.cores=5           | warning unused-cores | --conf spark.executor.cores=4 ",
                "local          | spark.master=local[32]                             | warning local-cores | --master 'local[4]' ",
                "yarn           | spark.executorEnv.OMP_NUM_THREADS=8                | warning kernel-threads | --conf spark.task.cpus=8 ",
                "yarn           | spark.executor.instances=6                         | warning idle-executors | --num-executors 2 ",
                "standalone     | spark.task.maxFailures=1                           | warning task-failures | --conf spark.task.maxFailures=8 ",
                "yarn           | kernel.engine=cudnn                                | error gpu-missing | --cluster standalone-gpu, yarn-gpu ",
                "yarn-gpu       | spark.task.resource.gpu.amount=                    | error gpu-pair | --conf spark.task.resource.gpu.amount=1 ",
                "yarn           | spark.task.resource.gpu.amount=1                   | error gpu-pair | --conf spark.executor.resource.gpu.amount=1 ",
                "yarn-gpu       | spark.task.resource.gpu.amount=2                   | error gpu-amount | --conf spark.task.resource.gpu.amount=1 ",
                "yarn-gpu       | spark.task.resource.gpu.amount=0.7                 | error gpu-amount | --conf spark.task.resource.gpu.amount=1 ",
                "yarn-gpu       | spark.executor.cores=8                             | warning gpu-slots | --conf spark.executor.cores=1 ",
                "standalone-gpu | spark.executor.resource.gpu.amount=4               | warning gpu-slots | --conf spark.executor.cores=4 ",
                "yarn-gpu       | spark.executor.resource.gpu.discoveryScript=       | error gpu-discovery | --cluster yarn-gpu, ",
                "k8s-gpu        | spark.executor.resource.gpu.vendor=                | error gpu-vendor | gpu.vendor=nvidia.com ",
                "standalone-gpu | spark.executorEnv.CUDA_DEVICE_ORDER=               | warning gpu-order | --conf spark.executorEnv.CUDA_DEVICE_ORDER=PCI_BUS_ID ",
                "yarn           | spark.executor.memoryOverhead=300m model=resnet20  | error executor-overhead | --conf spark.executor.memoryOverhead=",
                "k8s-gpu        | spark.executor.resource.gpu.amount= spark.task.resource.gpu.amount= spark.executor.memoryOverhead= model=resnet50 | error executor-overhead | a smaller train.batch-size.",
                "standalone     | spark.executor.memory=100m model=resnet50          | error executor-heap | --executor-memory ",
                "local-cluster  | spark.master=local-cluster[2,1,1024]               | error local-cluster-memory | --executor-memory 1024m ",
                "yarn-gpu       | yarn.nodemanager.vmem-check-enabled=true           | warning virtual-memory | yarn.nodemanager.vmem-check-enabled=false ",
                "yarn           | spark.dynamicAllocation.enabled=true spark.dynamicAllocation.shuffleTracking.enabled=false | error dynamic-allocation | shuffleTracking.enabled=true ",
                "yarn           | spark.decommission.enabled=true spark.shuffle.service.enabled=true | warning decommission | --conf spark.shuffle.service.enabled=false ",
                "standalone     | spark.kryo.registrationRequired=true spark.serializer=org.apache.spark.serializer.KryoSerializer               | error kryo-registration | registrationRequired=false ",
                "yarn           | spark.yarn.queue=nowhere                           | error yarn-queue | --queue NAME after --, with one of: default, training.",
                "yarn           | spark.yarn.queue=root.nowhere                      | warning yarn-queue | --queue NAME after --",
                "yarn           | spark.yarn.queue=closed                            | error yarn-queue | default, training.",
                "yarn           | spark.executor.memory=70g                          | error yarn-container | --executor-memory ",
                "yarn           | spark.yarn.priority=5                              | warning yarn-priority | yarn.cluster.max-application-priority.",
                "yarn           | spark.submit.deployMode=cluster spark.yarn.maxAppAttempts=5 run.dir=hdfs://n/r | warning yarn-attempts | --conf spark.yarn.maxAppAttempts=2 ",
                "yarn           | spark.submit.deployMode=cluster spark.yarn.maxAppAttempts=1 run.dir=hdfs://n/r | warning yarn-attempts | --conf spark.yarn.maxAppAttempts=2 ",
                "k8s-gpu        | spark.kubernetes.container.image=                  | error kubernetes-image | --conf spark.kubernetes.container.image=",
                "k8s-gpu        | train.interrupt-grace=60s                          | warning kubernetes-grace | -D train.interrupt-grace=20s",
                "yarn           | spark.submit.deployMode=cluster run.dir=file:/runs/1 | warning run-folder-local | -D run.dir=hdfs:",
                "yarn           | run.dir=s3a://bucket/runs/1                        | warning run-folder-rename | -D run.dir=hdfs:",
                "yarn           | fs.defaultFS=s3a://bucket run.dir=runs/1           | warning run-folder-rename | -D run.dir=hdfs:",
                "yarn           | spark.executor.memory=lots                         | error spark-property | Correct it.",
                "local          | train.batch-size=20000                             | warning train-batch | -D train.batch-size=500",
                "local          | train.batch-size=1 model=resnet20                  | warning train-batch-normalization | -D train.batch-size=16",
            })
    void eachIsFoundWithItsRemedy(String preset, String settings, String found, String remedy) throws IOException {
        List<Finding> findings = Doctor.examine(JobFacts.of(preset, settings.split(" +")));

        assertThat(findings).extracting(SettingsTest::name).containsExactly(found);
        assertThat(findings.get(0).remedy()).contains(remedy);
        assertThat(findings.get(0).why()).endsWith(".");
    }

    static String name(Finding finding) {
        return (finding.stops() ? "error " : "warning ") + finding.check();
    }

    static Stream<Arguments> presets() throws IOException {
        List<Arguments> all = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.list(JobFacts.PRESETS)) {
            for (java.nio.file.Path file : files.sorted().toList()) {
                String preset = file.getFileName().toString().replace(".properties", "");
                for (String model : List.of("lenet", "vgg-small", "resnet20", "mobilenet-v1", "resnet50")) {
                    // The batch sizes of the benchmarks: activations of 224×224 need more than a preset's 2 GB.
                    String batch = model.equals("resnet50") || model.equals("mobilenet-v1") ? "16" : "64";
                    all.add(Arguments.of(preset, model, batch));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aPresetHasNoFinding(String preset, String model, String batch) throws IOException {
        Facts facts =
                JobFacts.of(preset, "model=" + model, "train.batch-size=" + batch, "run.dir=hdfs://namenode/runs/1");

        assertThat(Doctor.examine(facts)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yarn | spark.speculation=true",
                "yarn | spark.kryo.registrationRequired=true",
                "yarn | spark.dynamicAllocation.enabled=true",
                "yarn | spark.decommission.enabled=true",
                "standalone | spark.executor.cores=8",
                "local | spark.master=local",
                "local | spark.master=local[*]",
                "local | spark.master=local[4,8]",
                "yarn | yarn.nodemanager.vmem-check-enabled=false",
                "yarn | spark.yarn.queue=root.training",
                "yarn-gpu | spark.executor.cores=2 spark.task.resource.gpu.amount=0.5",
                "yarn | spark.executor.memoryOverhead=600m"
            })
    void aSettingThatIsRightHasNoFinding(String preset, String settings) throws IOException {
        assertThat(Doctor.examine(JobFacts.of(preset, settings.split(" ")))).isEmpty();
    }

    /** As the Fair Scheduler names its queues, and a cluster whose rules replace the default queue. */
    @ParameterizedTest
    @CsvSource({
        "'', 'root.default root.users', ''",
        "root.default, 'root.default root.users', ''",
        "users, 'root.default root.users', ''",
        "mine, 'root.default root.users', warning yarn-queue",
        "'', 'research teaching', warning yarn-queue",
    })
    void aQueueThatRulesMayChooseIsNoError(String queue, String reported, String found) throws IOException {
        Facts facts = JobFacts.of("yarn", "spark.yarn.queue=" + queue);
        Facts.Cluster cluster = facts.cluster();
        YarnFacts yarn = new YarnFacts(Set.of(reported.split(" ")), Set.of(), 64 << 10);
        Facts of = new Facts(
                facts.job(),
                new Facts.Cluster(cluster.spark(), cluster.hadoop(), cluster.cores(), Optional.of(yarn)),
                facts.input(),
                facts.hosts());

        assertThat(Doctor.examine(of))
                .extracting(SettingsTest::name)
                .isEqualTo(found.isEmpty() ? List.of() : List.of(found));
    }
}
