package dev.convoy.driver.doctor;

import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.doctor.HostFacts.Folder;
import dev.convoy.driver.doctor.HostFacts.Software;
import dev.convoy.driver.doctor.HostFacts.Use;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.buffer.DataType;

/** Facts of a job with one of Convoy's presets, on machines on which nothing is wrong. */
final class JobFacts {
    static final Path PRESETS = Path.of("../conf/cluster");
    private static final int CORES = 4;
    private static final long GIBIBYTE = 1L << 30;

    private JobFacts() {}

    /**
     * @param settings {@code key=value}: Spark's properties, YARN's or the job's keys
     */
    static Facts of(String preset, String... settings) throws IOException {
        Map<String, String> spark = preset(preset);
        Configuration hadoop = new Configuration();
        List<String> job = new ArrayList<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            if (parts[0].startsWith("spark.")) {
                if (parts[1].isEmpty()) {
                    spark.remove(parts[0]);
                } else {
                    spark.put(parts[0], parts[1]);
                }
            } else if (parts[0].startsWith("yarn.") || parts[0].startsWith("fs.")) {
                hadoop.set(parts[0], parts[1]);
            } else {
                job.add(setting);
            }
        }
        JobConfig config = new ConfigLoader().load(Optional.empty(), job);
        YarnFacts yarn = new YarnFacts(Set.of("default", "training"), Set.of("closed"), 64 << 10);
        Facts.Cluster cluster = new Facts.Cluster(new SparkSettings(spark), hadoop, CORES, Optional.of(yarn));
        return new Facts(config, cluster, Facts.Input.UNKNOWN, List.of(host("1", "first"), host("2", "second")))
                .with(new Facts.Input(Optional.of(model(config.model())), 10_000, List.of()));
    }

    /** A built-in network for ten classes. */
    static Model model(String name) throws IOException {
        Shape shape =
                switch (name) {
                    case "lenet" -> new Shape(1, 28, 28);
                    case "resnet50", "mobilenet-v1" -> new Shape(3, 224, 224);
                    default -> new Shape(3, 32, 32);
                };
        ModelRequest request = ModelRequest.of(name, DataType.FLOAT, 1);
        return ModelLoader.load(request, shape, 10, new Configuration()).model();
    }

    private static Map<String, String> preset(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(PRESETS.resolve(name + ".properties"))) {
            properties.load(in);
        }
        Map<String, String> spark = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> spark.put(key, properties.getProperty(key)));
        if (name.startsWith("k8s")) {
            spark.put("spark.kubernetes.container.image", "registry/spark:3.5");
        }
        return spark;
    }

    static HostFacts host(String executor, String host) {
        return new HostFacts(executor, host, SOFTWARE, List.of(folder(Use.LIBRARIES), folder(Use.LOCAL)), 0, List.of());
    }

    static final Software SOFTWARE = new Software("2.36", "17", 150_000_000, "oneDNN 3.11.0 on avx2", "");

    static Folder folder(Use use) {
        return new Folder(use, "/data/1", 100 * GIBIBYTE, false);
    }
}
