package dev.convoy.driver.dataset.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetManifestTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        assertThat(DatasetManifest.isIn(dataset())).isFalse();
        Manifests.small().write(RunFolder.at(folder.toString(), new Configuration()));

        assertThat(DatasetManifest.isIn(dataset())).isTrue();
        assertThat(read()).isEqualTo(Manifests.small());
        assertThat(read().split(Split.TRAIN)).isPresent();
        assertThat(read().split(Split.TEST)).isEmpty();
        assertThat(read().images().normalization().mean()).containsExactly(1.5, 2, 3.25);
    }

    @Test
    void fieldsOfANewerFormatAreIgnoredButANewerFormatIsNot() throws IOException {
        Manifests.small().write(RunFolder.at(folder.toString(), new Configuration()));
        String json = Files.readString(file());
        Files.writeString(file(), json.replaceFirst("\\{", "{ \"later\": {\"x\": 1},"));
        assertThat(read()).isEqualTo(Manifests.small());
        Files.writeString(file(), json.replaceFirst("\"format\" : 1", "\"format\" : 2"));

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a dataset's format must be 1 or older. Given: 2 in file:" + file()
                        + ". Use the newer Convoy that prepared it.");
    }

    @Test
    void aFolderWithoutAManifestIsNoDataset() {
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "data.train must name a dataset, with its manifest.json. Given: file:" + folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "{\"format\": 1}", "{\"format\": 1, \"classes\": 5}", "{\"format\""})
    void aDamagedManifestIsNamed(String json) throws IOException {
        Files.writeString(file(), json);

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a dataset's manifest.json must be whole. Given: file:" + file());
    }

    @Test
    void aShardOfAnotherLengthIsNamed() throws IOException {
        SplitContent.Shard shard =
                Manifests.small().split(Split.TRAIN).orElseThrow().shards().get(0);
        Files.createDirectory(folder.resolve("train"));
        assertThatThrownBy(() -> requireWhole(shard)).hasMessageContaining("Given: no file:" + folder);
        Files.write(folder.resolve(shard.file()), new byte[999]);
        assertThatThrownBy(() -> requireWhole(shard)).hasMessageContaining("part-00000.parquet with 999");
        Files.write(folder.resolve(shard.file()), new byte[1000]);
        assertThatCode(() -> requireWhole(shard)).doesNotThrowAnyException();
    }

    private void requireWhole(SplitContent.Shard shard) throws IOException {
        shard.requireWhole(dataset().files(), dataset().path());
    }

    private DatasetManifest read() throws IOException {
        return DatasetManifest.read("data.train", dataset());
    }

    private UserPath dataset() throws IOException {
        return UserPath.of("data.train", folder.toString(), new Configuration());
    }

    private Path file() {
        return folder.resolve("manifest.json");
    }
}
