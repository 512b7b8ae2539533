package dev.convoy.driver.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Findings;
import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Findings.Matches;
import dev.convoy.driver.dataset.manifest.Findings.Quarantine;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.doctor.HostFacts.Folder;
import dev.convoy.driver.doctor.HostFacts.Software;
import dev.convoy.driver.doctor.HostFacts.Use;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Data, models and machines with which something is wrong are found, each by one check. */
class InputTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "fox");
    private static final SplitContent.Shard SHARD = new SplitContent.Shard("train/0.parquet", 300, 90_000_000, "0");

    static Stream<Arguments> data() {
        InvalidInputException damage = new InvalidInputException("a shard must be whole", "1 byte", "Copy it again.");
        SplitContent small = new SplitContent(
                300, List.of(100L, 100L, 100L), Collections.nCopies(2_000, new SplitContent.Shard("s", 1, 99, "0")));
        return Stream.of(
                Arguments.of(
                        "error data-shards",
                        "Copy it again.",
                        List.of(train(100, 100, 100).with(damage))),
                Arguments.of("warning data-empty-class", "--splits", List.of(train(150, 0, 150))),
                Arguments.of("warning data-single-image", "prepare the data again", List.of(train(150, 1, 149))),
                Arguments.of(
                        "warning data-untested-class", "-D data.test=", List.of(train(100, 100, 100), test(50, 0, 50))),
                Arguments.of(
                        "warning data-duplicates",
                        "--group-by",
                        List.of(train(100, 100, 100).with(findings(0, 9, 0)), test(50, 50, 50))),
                Arguments.of(
                        "warning data-two-labels",
                        "manifest.json",
                        List.of(train(100, 100, 100).with(findings(0, 0, 30)))),
                Arguments.of(
                        "warning data-quarantine",
                        "quarantine.parquet",
                        List.of(train(100, 100, 100).with(findings(60, 0, 0)))),
                Arguments.of("warning data-small-shards", "prepare.shard-bytes", List.of(train(small))),
                Arguments.of("", "", List.of(train(100, 100, 100).with(findings(2, 1, 1)), test(50, 50, 50))));
    }

    @ParameterizedTest
    @MethodSource("data")
    void dataAreChecked(String found, String remedy, List<Split3> splits) throws IOException {
        Facts plain = JobFacts.of("local");
        Facts.Input input = new Facts.Input(
                Optional.of(network(3, Activation.SOFTMAX, LossFunction.MCXENT, new Adam(0.001))),
                300,
                splits.stream().map(Split3::facts).toList());

        assertFound(plain.with(input), found, remedy);
    }

    /** A split of a dataset of three classes. */
    record Split3(Split split, SplitContent content, Optional<InvalidInputException> damage, Findings findings) {
        Split3 with(InvalidInputException damaged) {
            return new Split3(split, content, Optional.of(damaged), findings);
        }

        Split3 with(Findings found) {
            return new Split3(split, content, damage, found);
        }

        DataFacts facts() {
            return new DataFacts(split, "/data", CLASSES, content, damage, Optional.ofNullable(findings));
        }
    }

    private static Split3 train(long... counts) {
        return train(content(counts));
    }

    private static Split3 train(SplitContent content) {
        return new Split3(Split.TRAIN, content, Optional.empty(), null);
    }

    private static Split3 test(long... counts) {
        return new Split3(Split.TEST, content(counts), Optional.empty(), null);
    }

    private static SplitContent content(long... counts) {
        List<Long> all = new ArrayList<>();
        for (long count : counts) {
            all.add(count);
        }
        return new SplitContent(all.stream().mapToLong(Long::longValue).sum(), all, List.of(SHARD));
    }

    private static Findings findings(long quarantined, long near, long relabelled) {
        return new Findings(
                Map.of(),
                List.of(),
                new Quarantine(quarantined, Map.of(), "quarantine.parquet"),
                new Duplicates(
                        new Matches(0, List.of()), new Matches(near, List.of()), new Matches(relabelled, List.of())));
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(
                        "warning model-outputs",
                        "nOut to 3",
                        network(1000, Activation.SOFTMAX, LossFunction.MCXENT, new Sgd(0.1))),
                Arguments.of(
                        "warning model-loss",
                        "softmax with LossMCXENT",
                        network(3, Activation.SOFTMAX, LossFunction.MSE, new Sgd(0.1))),
                Arguments.of(
                        "warning model-loss",
                        "softmax with LossMCXENT",
                        network(3, Activation.SIGMOID, LossFunction.MCXENT, new Sgd(0.1))),
                Arguments.of(
                        "warning model-loss",
                        "softmax with LossMCXENT",
                        network(3, Activation.SOFTMAX, LossFunction.XENT, new Sgd(0.1))),
                Arguments.of(
                        "warning train-rate-high",
                        "-D train.updater=adam",
                        network(3, Activation.SOFTMAX, LossFunction.MCXENT, new Adam(1))),
                Arguments.of(
                        "warning train-rate-high",
                        "-D train.updater=nesterovs",
                        network(3, Activation.SOFTMAX, LossFunction.MCXENT, new Nesterovs(10, 0.9))),
                Arguments.of(
                        "warning train-rate-low",
                        "-D train.learning-rate=",
                        network(3, Activation.SOFTMAX, LossFunction.MCXENT, new Adam(1e-9))),
                Arguments.of("", "", network(3, Activation.SIGMOID, LossFunction.XENT, new Adam(0.01))),
                Arguments.of("", "", network(3, Activation.IDENTITY, LossFunction.MSE, new Sgd(1))));
    }

    @ParameterizedTest
    @MethodSource("models")
    void modelsAreChecked(String found, String remedy, Model model) throws IOException {
        Facts.Input input = new Facts.Input(
                Optional.of(model), 300, List.of(train(100, 100, 100).facts()));

        assertFound(JobFacts.of("local").with(input), found, remedy);
    }

    private static Model network(int outputs, Activation activation, LossFunction loss, IUpdater updater) {
        return Model.of(
                new NeuralNetConfiguration.Builder()
                        .updater(updater)
                        .list()
                        // A file is not validated when it is read.
                        .validateOutputLayerConfig(false)
                        .layer(new OutputLayer.Builder(loss)
                                .nOut(outputs)
                                .activation(activation)
                                .build())
                        .build(),
                new Shape(1, 8, 8));
    }

    static Stream<Arguments> hosts() {
        Software plain = JobFacts.SOFTWARE;
        Folder libraries = JobFacts.folder(Use.LIBRARIES);
        Folder local = JobFacts.folder(Use.LOCAL);
        return Stream.of(
                Arguments.of(
                        "error host-glibc",
                        "Ubuntu 22.04",
                        host(new Software("2.28", "17", 150_000_000, plain.arithmetic(), ""))),
                Arguments.of(
                        "error host-libraries",
                        "leave the machine out",
                        host(new Software("2.36", "17", 150_000_000, "", "no library"))),
                Arguments.of(
                        "error host-arithmetic",
                        "ONEDNN_MAX_CPU_ISA=AVX2",
                        host(new Software("2.36", "17", 150_000_000, "oneDNN 3.11.0 on avx512_core", ""))),
                Arguments.of(
                        "error host-jar",
                        "extraClassPath",
                        host(new Software("2.36", "17", 1, plain.arithmetic(), ""))),
                Arguments.of(
                        "warning host-java",
                        "JAVA_HOME",
                        host(new Software("2.36", "21", 150_000_000, plain.arithmetic(), ""))),
                Arguments.of(
                        "error host-noexec",
                        "cachedir=FOLDER",
                        host(new Folder(Use.LIBRARIES, "/tmp", 1L << 40, true), local)),
                Arguments.of(
                        "warning host-local-room",
                        "spark.local.dir=FOLDER",
                        host(libraries, new Folder(Use.LOCAL, "/tmp", 1 << 20, false))),
                Arguments.of(
                        "warning host-clock",
                        "NTP",
                        new HostFacts("3", "third", plain, List.of(libraries, local), 60_000, List.of())),
                Arguments.of(
                        "error host-data",
                        "-D data.train=hdfs:",
                        new HostFacts("3", "third", plain, List.of(libraries, local), 0, List.of("no /data"))),
                Arguments.of("", "", host(new Software("", "17", 0, plain.arithmetic(), ""))));
    }

    /** A machine that was slow to answer is not one with another clock. */
    @ParameterizedTest
    @CsvSource({"1000, 0", "20000, 0", "50000, 0", "51000, 1000", "-4000, -5000"})
    void clocksDifferAsFarAsItIsCertain(long clock, long ahead) {
        HostFacts host = new HostFacts("3", "third", JobFacts.SOFTWARE, List.of(), clock, List.of());

        assertThat(host.comparedWith(1_000, 50_000).clockMillis()).isEqualTo(ahead);
    }

    private static HostFacts host(Software software) {
        return new HostFacts("3", "third", software, List.of(), 0, List.of());
    }

    private static HostFacts host(Folder... folders) {
        return new HostFacts("3", "third", JobFacts.SOFTWARE, List.of(folders), 0, List.of());
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void machinesAreChecked(String found, String remedy, HostFacts host) throws IOException {
        Facts facts = JobFacts.of("standalone");
        List<HostFacts> hosts = new ArrayList<>(facts.hosts());
        hosts.add(host);

        assertFound(facts.with(hosts), found, remedy);
        assertThat(Doctor.examineHosts(facts.with(hosts))).isEqualTo(Doctor.examine(facts.with(hosts)));
    }

    @Test
    void aFullDiskOfEachMachineIsAnError() throws IOException {
        Facts facts = JobFacts.of("standalone").with(List.of(host(new Folder(Use.LOCAL, "/tmp", 1 << 20, false))));

        assertFound(facts, "error host-local-room", "spark.local.dir=FOLDER");
    }

    /** Unpacked libraries need no more room. */
    @ParameterizedTest
    @MethodSource("rooms")
    void roomForLibrariesMattersUntilTheyLoad(String found, String arithmetic) throws IOException {
        Software software = new Software("2.36", "17", 150_000_000, arithmetic, "");
        Folder full = new Folder(Use.LIBRARIES, "/tmp", 1 << 20, false);
        HostFacts host = new HostFacts("3", "third", software, List.of(full), 0, List.of());

        assertFound(JobFacts.of("standalone").with(List.of(host)), found, "cachedir=FOLDER");
    }

    static Stream<Arguments> rooms() {
        return Stream.of(Arguments.of("error host-library-room", ""), Arguments.of("", JobFacts.SOFTWARE.arithmetic()));
    }

    private static void assertFound(Facts facts, String found, String remedy) {
        List<Finding> findings = Doctor.examine(facts);
        assertThat(findings).extracting(SettingsTest::name).isEqualTo(found.isEmpty() ? List.of() : List.of(found));
        findings.forEach(finding -> assertThat(finding.remedy()).contains(remedy));
    }
}
