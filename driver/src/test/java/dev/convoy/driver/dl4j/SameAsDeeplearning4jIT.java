package dev.convoy.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Compares Convoy with Deeplearning4j's own {@code fit}, on the examples of the plan. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAsDeeplearning4jIT {
    private static final int WORKERS = 2;
    private static final int BATCH = 8;
    private static final int EPOCHS = 2;

    @TempDir
    private Path folder;

    private JavaSparkContext spark;

    @BeforeAll
    void start() {
        spark = TinyData.spark();
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    /** 64 examples are equal shares; 45 leave 6 and 7 for an epoch's last step. */
    @ParameterizedTest
    @CsvSource({"64", "45"})
    void twoWorkersThatAverageEveryStepEqualOneFitOfTheDoubleBatch(int count) {
        JavaRDD<DataSet> data = spark.parallelize(TinyData.singles(count), 3);
        Plan plan = plan(data, 1);
        MultiLayerNetwork expected = network(new Sgd(0.05));
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int step = 0; step < plan.rounds(epoch); step++) {
                List<DataSet> both = new ArrayList<>(minibatch(data, plan, epoch, step, 0, 0));
                both.addAll(minibatch(data, plan, epoch, step, 1, 0));
                expected.fit(DataSet.merge(both));
            }
        }

        assertClose(train(data, new Sgd(0.05), 1), expected.params());
    }

    /** Rounds of 3 steps; the last ends with shares of 6 and 7, so that the workers' weights are 14 and 15. */
    @ParameterizedTest
    @CsvSource({"77"})
    void unequalSharesAreAveragedByTheirExamples(int count) {
        JavaRDD<DataSet> data = spark.parallelize(TinyData.singles(count), 3);
        Plan plan = plan(data, 3);
        INDArray parameters = network(new Nesterovs(0.05, 0.9)).params().dup();
        INDArray momentum = network(new Nesterovs(0.05, 0.9))
                .getUpdater()
                .getStateViewArray()
                .dup();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int round = 0; round < plan.rounds(epoch); round++) {
                INDArray parameterSum = parameters.like();
                INDArray momentumSum = momentum.like();
                int examples = 0;
                for (int worker = 0; worker < WORKERS; worker++) {
                    MultiLayerNetwork network = network(new Nesterovs(0.05, 0.9));
                    network.setParams(parameters);
                    network.getUpdater().getStateViewArray().assign(momentum);
                    int weight = 0;
                    for (int step = 0; step < plan.steps(epoch, round); step++) {
                        DataSet batch = DataSet.merge(minibatch(data, plan, epoch, round, worker, step));
                        network.fit(batch);
                        weight += batch.numExamples();
                    }
                    parameterSum.addi(network.params().mul(weight));
                    momentumSum.addi(network.getUpdater().getStateViewArray().mul(weight));
                    examples += weight;
                }
                parameters = parameterSum.div(examples);
                momentum = momentumSum.div(examples);
            }
        }

        assertClose(train(data, new Nesterovs(0.05, 0.9), 3), parameters);
    }

    private INDArray train(JavaRDD<DataSet> data, IUpdater updater, int averagingFrequency) {
        ConvoyTrainingMaster master = new ConvoyTrainingMaster.Builder(WORKERS, 1)
                .batchSizePerWorker(BATCH)
                .averagingFrequency(averagingFrequency)
                .exportDirectory(folder.toUri().toString())
                .build();
        SparkDl4jMultiLayer layers = new SparkDl4jMultiLayer(spark, network(updater), master);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            layers.fit(data);
        }
        master.deleteTempFiles(spark);
        return layers.getNetwork().params();
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        double[] wanted = expected.dup('c').data().asDouble();
        double greatest = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
        assertThat(actual.dup('c').data().asDouble()).containsExactly(wanted, within(1e-5 * greatest));
    }

    /** The plan has the network's seed, because the master was given none. */
    private static Plan plan(JavaRDD<DataSet> data, int averagingFrequency) {
        List<Integer> sizes = data.glom().collect().stream().map(List::size).toList();
        return new Plan(5, sizes, WORKERS, averagingFrequency, BATCH);
    }

    private static List<DataSet> minibatch(
            JavaRDD<DataSet> data, Plan plan, int epoch, int round, int worker, int step) {
        List<List<DataSet>> partitions = data.glom().collect();
        EpochOrder order = plan.order(epoch);
        List<DataSet> batch = new ArrayList<>();
        for (Slice slice : order.minibatch(round, worker, step)) {
            for (int row : slice.rows()) {
                batch.add(partitions.get(slice.shard()).get(row));
            }
        }
        return batch;
    }

    private static MultiLayerNetwork network(IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(TinyData.layers(updater));
        network.init();
        return network;
    }
}
