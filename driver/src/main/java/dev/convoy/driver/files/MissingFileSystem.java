package dev.convoy.driver.files;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.VersionInfo;

/** Knows file systems that Spark does not include, and the libraries that add them. */
final class MissingFileSystem {
    private static final String HADOOP = "org.apache.hadoop:";

    /** Marks file systems whose class Hadoop's own defaults name. */
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
        /** Returns the options to add to the command line of submit.sh. */
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

    /** Whether this is the scheme of a known file system, and not the start of a file name. */
    static boolean isScheme(String scheme, Configuration hadoop) {
        return library(scheme).isPresent() || isKnown(scheme, hadoop);
    }

    /** @param given the location, without secrets */
    static InvalidInputException explain(
            String key, String given, String scheme, Configuration hadoop, Throwable cause) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        String rule = key + " must be on a file system that Spark has the library for";
        if (!lower.equals(scheme) && isScheme(lower, hadoop)) {
            return new InvalidInputException(rule, given, "Write " + lower + ": in lower case.", cause);
        }
        if (lower.equals("s3") || lower.equals("s3n")) {
            return new InvalidInputException(
                    rule,
                    given,
                    "Write s3a:, and add " + library("s3a").orElseThrow().options("s3a") + ".",
                    cause);
        }
        String remedy = library(scheme)
                .map(library -> "Add " + library.options(scheme) + "; the class path lacks it or a dependency of it.")
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
