package dev.convoy.jobs.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** A program for spark-submit that prints the properties it was started with, and its own command line. */
public final class PrintProperties {
    private PrintProperties() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(new SparkConf().toDebugString());
        System.out.println(
                "command " + Files.readString(Path.of("/proc/self/cmdline")).replace('\0', ' '));
    }
}
