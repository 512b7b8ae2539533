package dev.convoy.driver.files;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.VersionInfo;

/** File systems that Spark comes without, and where to get them. */
final class MissingFileSystem {
    private static final String HADOOP = "org.apache.hadoop:";

    /** Of these, Hadoop's own defaults name the class. */
    private static final String CONFIGURED = "";

    private static final List<Library> LIBRARIES = List.of(
            new Library(List.of("s3a"), HADOOP + "hadoop-aws", CONFIGURED),
            new Library(List.of("abfs", "abfss", "wasb", "wasbs"), HADOOP + "hadoop-azure", CONFIGURED),
            new Library(List.of("adl"), HADOOP + "hadoop-azure-datalake", CONFIGURED),
            new Library(
                    List.of("oss"), HADOOP + "hadoop-aliyun", "org.apache.hadoop.fs.aliyun.oss.AliyunOSSFileSystem"),
            new Library(List.of("cosn"), HADOOP + "hadoop-cos", "org.apache.hadoop.fs.cosn.CosNFileSystem"),
            new Library(
                    List.of("gs"),
                    "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.21",
                    "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem"));

    private record Library(List<String> schemes, String artifact, String implementation) {
        /** What to write behind spark-submit's options. */
        String options(String scheme) {
            String version = artifact.startsWith(HADOOP) ? ":" + VersionInfo.getVersion() : "";
            String setting = implementation.equals(CONFIGURED)
                    ? ""
                    // Hadoop looks for file systems once, before Spark has the package's jar.
                    : " --conf spark.hadoop.fs." + scheme + ".impl=" + implementation;
            return "-- --packages " + artifact + version + setting;
        }
    }

    private MissingFileSystem() {}

    /** Whether it is a scheme of some file system, here or elsewhere, and not the start of a name. */
    static boolean isScheme(String scheme, Configuration hadoop) {
        return library(scheme).isPresent() || isKnown(scheme, hadoop);
    }

    /** @param given without secrets */
    static InvalidInputException explain(
            String key, String given, String scheme, Configuration hadoop, Throwable cause) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        String rule = key + " must be on a file system that Spark has the library for";
        if (!lower.equals(scheme) && isScheme(lower, hadoop)) {
            return new InvalidInputException(rule, given, "Write " + lower + ": in small letters.", cause);
        }
        if (lower.equals("s3") || lower.equals("s3n")) {
            return new InvalidInputException(
                    rule,
                    given,
                    "Write s3a:, and add " + library("s3a").orElseThrow().options("s3a") + ".",
                    cause);
        }
        String remedy = library(scheme)
                .map(library -> "Add " + library.options(scheme) + "; the class path lacks it, or what it needs.")
                .orElse("Check the scheme " + scheme
                        + ": if it is right, add its library with -- --packages or --jars, and"
                        + " its class with --conf spark.hadoop.fs." + scheme + ".impl=CLASS.");
        return new InvalidInputException(rule, given, remedy, cause);
    }

    private static Optional<Library> library(String scheme) {
        return LIBRARIES.stream()
                .filter(library -> library.schemes().contains(scheme))
                .findFirst();
    }

    private static boolean isKnown(String scheme, Configuration hadoop) {
        try {
            FileSystem.getFileSystemClass(scheme, hadoop);
            return true;
        } catch (IOException e) {
            return false;
        } catch (RuntimeException e) {
            // The configuration names a class, which is missing.
            return true;
        }
    }
}
