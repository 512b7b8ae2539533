package dev.convoy.driver.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserPathTest {
    private final Configuration hadoop = new Configuration();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exp-12:45:00",
                "12:45",
                "a:b",
                "a b",
                "100%20",
                "100%",
                "run#1",
                "what?",
                "[x]{y}",
                "Zürich",
                "実験",
                "-x",
                "a\\b",
                "x*",
                "it's \"it\""
            })
    void aNameIsTakenAsItIs(String name) throws IOException {
        for (String given : new String[] {folder + "/" + name, "file:" + folder + "/" + name}) {
            UserPath path = UserPath.of("run.dir", given, hadoop);
            path.files().mkdirs(path.path());

            assertThat(folder.resolve(name)).isDirectory();
            Files.delete(folder.resolve(name));
        }
        assertThat(UserPath.of("run.dir", name, hadoop).path().toUri().getPath())
                .isEqualTo(Path.of(name).toAbsolutePath().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b.zip", "50%.zip", "ü?.zip"})
    void aFileOfAnyNameIsReadAndReplaced(String name) throws IOException {
        UserPath path = UserPath.of("model", folder + "/" + name, hadoop);
        Files.writeString(folder.resolve(name), "old");
        try (FSDataInputStream in = path.files().open(path.path())) {
            assertThat(in.readAllBytes()).asString().isEqualTo("old");
        }
        RunFolder run = RunFolder.at(folder + "/in:" + name, hadoop);
        run.create();
        run.replace("run.json", "new".getBytes(StandardCharsets.UTF_8));

        assertThat(folder.resolve("in:" + name + "/run.json")).hasContent("new");
    }

    @ParameterizedTest
    @CsvSource({"~, ''", "~/runs, /runs", "~/a:b, /a:b"})
    void aTildeIsTheHomeFolder(String given, String below) throws IOException {
        assertThat(UserPath.of("run.dir", given, hadoop).path().toUri().getPath())
                .isEqualTo(System.getProperty("user.home") + below);
    }

    @Test
    void twoSlashesNameNoHost() throws IOException {
        assertThat(UserPath.of("data.train", "//data//x/", hadoop).path()).hasToString("file:/data/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | data.train must be a path. Given: nothing.",
                "'  '                   | data.train must be a path. Given: nothing.",
                "~bob/x                 | ~ in data.train must be followed by / or nothing. Given: ~bob/x.",
                "file:x                 | a / must follow the scheme in data.train. Given: file:x.",
                "s3a:x                  | a / must follow the scheme in data.train. Given: s3a:x.",
                "file://me:secret@host/x | data.train with file: must name no host. Given: file://*********(redacted)@host/x. Write three slashes",
                "file://data/x          | data.train with file: must name no host. Given: file://data/x.",
                "hdfs:///x              | data.train must name a host where Hadoop's configuration has no default one. Given: hdfs:///x. Set HADOOP_CONF_DIR",
                "hdfs://no-such-host.invalid/x | data.train must be on a host that is known here. Given: hdfs://no-such-host.invalid/x on no-such-host.invalid.",
                "foo://x/y              | data.train must be on a file system that Spark has the library for. Given: foo://x/y. Check the scheme foo",
                "s3a://b/x              | data.train must be on a file system that Spark has the library for. Given: s3a://b/x. Add -- --packages org.apache.hadoop:hadoop-aws:3.3.4;",
                "s3://b/x               | data.train must be on a file system that Spark has the library for. Given: s3://b/x. Write s3a:, and add -- --packages org.apache.hadoop:hadoop-aws:3.3.4.",
                "S3A://b/x              | data.train must be on a file system that Spark has the library for. Given: S3A://b/x. Write s3a: in lower case.",
                "abfs://c@a.net/x       | data.train must be on a file system that Spark has the library for. Given: abfs://*********(redacted)@a.net/x. Add -- --packages org.apache.hadoop:hadoop-azure:3.3.4;",
                "gs://b/x               | data.train must be on a file system that Spark has the library for. Given: gs://b/x. Add -- --packages com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.21 --conf spark.hadoop.fs.gs.impl=com.google.cloud",
                "oss://b/x              | data.train must be on a file system that Spark has the library for. Given: oss://b/x. Add -- --packages org.apache.hadoop:hadoop-aliyun:3.3.4 --conf spark.hadoop.fs.oss.impl=",
                "wasbs://b/x            | data.train must be on a file system that Spark has the library for. Given: wasbs://b/x. Add -- --packages org.apache.hadoop:hadoop-azure:3.3.4;",
            })
    void whatCannotBeAPathIsRefusedInOneLine(String given, String message) {
        assertRefused(given, message);
    }

    @Test
    void aNameWithColonsIsRefusedWhereHdfsIsTheDefault() {
        hadoop.set("fs.defaultFS", "hdfs://localhost:1");

        assertRefused(
                "exp-12:45:00",
                "data.train must have no colon in its path on hdfs. Given: exp-12:45:00. Give it another");
    }

    @Test
    void aNameThatTheLocaleCannotSpellIsRefused() {
        // Java's version of letters in its arguments under LC_ALL=C.
        assertRefused("/tmp/Z\uFFFD\uFFFDrich", "data.train and the working folder must have names that the locale's");
        assertThat(UserPath.canName("ANSI_X3.4-1968", "Zürich")).isFalse();
        assertThat(UserPath.canName("ANSI_X3.4-1968", "Zurich")).isTrue();
    }

    private void assertRefused(String given, String message) {
        assertThatThrownBy(() -> UserPath.of("data.train", given, hadoop))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
    }
}
