package dev.convoy.jobs.doctor;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.doctor.DataFacts;
import dev.convoy.driver.doctor.Facts;
import dev.convoy.driver.doctor.HostFacts;
import dev.convoy.driver.doctor.SparkSettings;
import dev.convoy.driver.doctor.YarnFacts;
import dev.convoy.driver.files.UserPath;
import dev.convoy.jobs.job.JobInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Collects the facts that the checks are about. */
final class FactFinder {
    /** The engine whose libraries are tried on each machine. */
    static final String ENGINE = "onednn";

    private final JobConfig config;
    private final SparkConf spark;
    private final Configuration hadoop;

    FactFinder(JobConfig config, SparkConf spark, Configuration hadoop) {
        this.config = config;
        this.spark = spark;
        this.hadoop = hadoop;
    }

    /** Returns what settings and the cluster's manager say. */
    Facts settings() {
        Map<String, String> properties = new HashMap<>();
        for (Tuple2<String, String> property : spark.getAll()) {
            properties.put(property._1(), property._2());
        }
        SparkSettings settings = new SparkSettings(properties);
        Optional<YarnFacts> yarn = settings.isYarn() ? YarnFacts.ask(hadoop) : Optional.empty();
        Facts.Cluster cluster =
                new Facts.Cluster(settings, hadoop, Runtime.getRuntime().availableProcessors(), yarn);
        return new Facts(config, cluster, Facts.Input.UNKNOWN, List.of());
    }

    Facts.Input input(JobInput input) {
        return new Facts.Input(input.model(), input.examples(), DataFacts.read(config.data(), hadoop));
    }

    /**
     * Returns what executors say about their machines, after what the driver says about its own; nothing if they do not
     * all answer.
     *
     * @param engine engine of the job; its libraries are tried if it computes on CPUs
     */
    List<HostFacts> hosts(JavaSparkContext context, String engine, Duration limit) throws IOException {
        boolean computesHere = context.isLocal();
        ProbeHost question = new ProbeHost(
                engine.equals(ENGINE) ? engine : "", config.kernel().precision(), computesHere ? List.of() : data());
        long asked = System.currentTimeMillis();
        List<HostFacts> driver = computesHere ? List.of() : List.of(question.facts("driver", List.of(), hadoop));
        List<HostFacts> executors = new HostProbe(context, question).ask(limit);
        long answered = System.currentTimeMillis();
        return executors.isEmpty()
                ? List.of()
                : Stream.concat(driver.stream(), executors.stream())
                        .map(host -> host.comparedWith(asked, answered))
                        .toList();
    }

    /** Returns the places of the data, which do not depend on a working folder. */
    private List<String> data() throws IOException {
        List<String> places = new ArrayList<>();
        for (String location : List.of(config.data().train(), config.data().test())) {
            places.add(UserPath.of("the data", location, hadoop).path().toString());
        }
        return places.stream().distinct().toList();
    }
}
