package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final String ENABLED = "spark.eventLog.enabled";

    @TempDir
    private Path folder;

    @Test
    void itIsEnabledWhereItsFolderExists() throws IOException {
        assertThat(enabled(folder.toString())).isEqualTo("true");
        assertThat(enabled(folder.toUri().toString())).isEqualTo("true");
        assertThat(enabled(folder.resolve("missing").toString())).isEqualTo("unset");
        assertThat(enabled(Files.createFile(folder.resolve("file")).toString())).isEqualTo("unset");
        assertThat(enabled("nosuchscheme://host/events")).isEqualTo("unset");
    }

    @Test
    void theUsersChoiceStays() {
        SparkConf off = conf(folder.toString()).set(ENABLED, "false");
        SparkConf on = conf(folder.toString()).set(ENABLED, "true");

        assertThat(EventLog.enable(off).get(ENABLED)).isEqualTo("false");
        assertThat(EventLog.enable(on).get(ENABLED)).isEqualTo("true");
    }

    @Test
    void anEnabledLogWithoutItsFolderIsWrongInput() {
        SparkConf on = conf(folder + "/missing").set(ENABLED, "true");

        assertThatThrownBy(() -> EventLog.enable(on))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("spark.eventLog.dir must be a folder that exists if spark.eventLog.enabled is true. Given: "
                        + folder + "/missing. Create it, or give --conf spark.eventLog.enabled=false after --.");
    }

    private static String enabled(String dir) {
        return EventLog.enable(conf(dir)).get(ENABLED, "unset");
    }

    private static SparkConf conf(String dir) {
        return new SparkConf(false).set("spark.eventLog.dir", dir);
    }
}
