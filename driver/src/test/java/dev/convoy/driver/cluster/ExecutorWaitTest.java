package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorWaitTest {
    private static final ExecutorWait.Times TIMES =
            new ExecutorWait.Times(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(1));

    @Test
    void aJobWithoutExecutorsSaysSoAgainAndAgainUntilItHasSome() throws InterruptedException {
        List<String> console = new CopyOnWriteArrayList<>();
        CountDownLatch twoLines = new CountDownLatch(2);
        AtomicBoolean executors = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch seenEnd = new CountDownLatch(1);
        new ExecutorWait(
                        new ExecutorWait.Cluster() {
                            @Override
                            public boolean hasEnded() {
                                if (ended.get()) {
                                    seenEnd.countDown();
                                }
                                return ended.get();
                            }

                            @Override
                            public boolean hasExecutors() {
                                return executors.get();
                            }

                            @Override
                            public String situation() {
                                return "what there is";
                            }
                        },
                        TIMES,
                        line -> {
                            console.add(line);
                            twoLines.countDown();
                        })
                .start();

        assertThat(twoLines.await(10, TimeUnit.SECONDS)).isTrue();
        executors.set(true);
        ended.set(true);
        assertThat(seenEnd.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(console).allMatch(line -> line.equals("no executor for 0 s: what there is"));
    }

    @Test
    void aRequestIsDescribedAsItsClusterReadsIt() {
        SparkConf spark = new SparkConf(false)
                .set("spark.master", "yarn")
                .set("spark.executor.instances", "8")
                .set("spark.executor.cores", "4")
                .set("spark.executor.memory", "100g")
                .set("spark.executor.memoryOverhead", "2g")
                .set("spark.yarn.queue", "night");

        assertThat(ExecutorRequest.describe(spark))
                .isEqualTo("requested 8 executors of 4 cores, 100g memory and 2g overhead, queue night");
        assertThat(ExecutorRequest.describe(new SparkConf(false)
                        .set("spark.master", "spark://h:7077")
                        .set("spark.cores.max", "8")))
                .isEqualTo("requested executors with 8 cores in all of all a worker's cores, 1g memory");
    }
}
