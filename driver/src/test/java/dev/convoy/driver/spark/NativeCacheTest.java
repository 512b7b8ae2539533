package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors of the driver's machine use the libraries that the driver has unpacked, and cannot damage them. */
class NativeCacheTest {
    @TempDir
    private Path folder;

    @Test
    void linkedLibrariesAreTheDriversAndReplacingOneLeavesTheDrivers() throws IOException {
        Path from = folder.resolve("driver");
        Path to = folder.resolve("executor/javacpp");
        Path library = Files.createDirectories(from.resolve("convoy.jar/a")).resolve("liba.so");
        Files.writeString(library, "library");
        Files.createFile(from.resolve(".lock"));
        Files.createSymbolicLink(library.resolveSibling("liba.so.1"), library);

        NativeCache.link(from, to);

        Path linked = to.resolve("convoy.jar/a/liba.so");
        assertThat(Files.getAttribute(linked, "unix:ino")).isEqualTo(Files.getAttribute(library, "unix:ino"));
        assertThat(to.resolve(".lock")).doesNotExist();
        assertThat(Files.exists(to.resolve("convoy.jar/a/liba.so.1"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        // JavaCPP replaces a file in this way.
        Files.delete(linked);
        Files.writeString(linked, "other");
        assertThat(library).hasContent("library");
    }

    @Test
    void aFolderThatCannotBeLinkedIsUnpackedAgain() throws IOException {
        Path to = folder.resolve("executor");

        NativeCache.link(folder.resolve("missing"), to);
        assertThat(to).doesNotExist();
        Files.createDirectories(folder.resolve("driver"));
        Files.createFile(folder.resolve("driver/liba.so"));
        Files.createFile(to);
        NativeCache.link(folder.resolve("driver"), to);
        assertThat(to).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "'local-cluster[2,1,1024]', true",
        "'local[2]', false",
        "spark://a:7077, false",
        "yarn, false",
        "k8s://a, false",
    })
    void onlyExecutorsOfThisMachineGetTheFolder(String master, boolean offered) {
        SparkConf spark = new SparkConf(false).set("spark.master", master);
        NativeCache.offer(spark);

        assertThat(spark.contains("spark.convoy.nativeLibraries")).isEqualTo(offered);
    }
}
