package dev.convoy.jobs.doctor;

import dev.convoy.driver.doctor.HostFacts;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.TaskLocation$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Asks the executors that are there about their machines, with one small task for each. */
final class HostProbe {
    private static final Logger LOG = LoggerFactory.getLogger(HostProbe.class);
    private static final ClassTag<Integer> NUMBER = ClassTag$.MODULE$.apply(Integer.class);
    private static final long POLL_MILLIS = 50;

    private final JavaSparkContext spark;
    private final ProbeHost question;

    HostProbe(JavaSparkContext spark, ProbeHost question) {
        this.spark = spark;
        this.question = question;
    }

    /**
     * Waits for executors.
     *
     * @param wanted number of executors to wait for
     * @return whether there is one at least
     */
    static boolean await(JavaSparkContext spark, int wanted, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (places(spark).size() < wanted && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return !places(spark).isEmpty();
    }

    /** Returns what executors say about themselves within the time; nothing if they do not all answer. */
    List<HostFacts> ask(Duration limit) throws IOException {
        List<String> places = places(spark);
        spark.sc().setJobDescription("check the machines");
        JavaFutureAction<List<String>> answers = spark.sc()
                .makeRDD(JavaConverters.asScalaBuffer(tasks(places)).toSeq(), NUMBER)
                .toJavaRDD()
                .map(question)
                .collectAsync();
        try {
            List<HostFacts> hosts = new ArrayList<>();
            for (String answer : answers.get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                hosts.add(Json.reader(HostFacts.class).readValue(answer));
            }
            return hosts;
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("executors do not say what their machines are like", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answers.cancel(true);
            spark.sc().setJobDescription(null);
        }
        return List.of();
    }

    /** Returns Spark's names for the places of the executors; in local mode the driver is the only one. */
    private static List<String> places(JavaSparkContext spark) {
        if (spark.sc().isLocal()) {
            return List.of("");
        }
        return JavaConverters.asJavaCollection(spark.sc()
                        .env()
                        .blockManager()
                        .master()
                        .getMemoryStatus()
                        .keySet())
                .stream()
                .filter(executor -> !executor.isDriver())
                .map(executor ->
                        TaskLocation$.MODULE$.executorLocationTag() + executor.host() + "_" + executor.executorId())
                .toList();
    }

    private static List<Tuple2<Integer, Seq<String>>> tasks(List<String> places) {
        return IntStream.range(0, places.size())
                .mapToObj(task -> Tuple2.apply(
                        task,
                        JavaConverters.asScalaBuffer(List.of(places.get(task))).toSeq()))
                .toList();
    }
}
