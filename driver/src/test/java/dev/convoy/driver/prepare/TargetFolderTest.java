package dev.convoy.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what prepare has written is ever removed. */
class TargetFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderOfOthersIsRefused() throws IOException {
        Files.createDirectories(at("to/train"));
        Files.writeString(at("to/train/part-00000.parquet"), "mine");

        assertThatThrownBy(() -> target().create())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("prepare.to must be a new or empty folder. Given: file:" + at("to")
                        + " with train. Give another folder.");
        assertThat(at("to/train/part-00000.parquet")).hasContent("mine");
    }

    @Test
    void whatAKilledPrepareHasLeftIsReplaced() throws IOException {
        target().create();
        write("to/train/part-00000.parquet");
        write("to/train/.attempt-part-00001.parquet-17");
        write("to/classes.parquet");
        write("to/.attempt-quarantine.parquet-9");
        write("to/.manifest.json.tmp");
        TargetFolder again = target();
        again.create();
        again.begin();

        assertThat(Corpus.files(at("to"))).containsOnlyKeys("_preparing.json");
    }

    @Test
    void whatOthersPutThereStays() throws IOException {
        TargetFolder target = target();
        target.create();
        target.begin();
        write("to/train/part-00000.parquet");
        write("to/train/notes.txt");
        write("to/README");
        target.discard();
        target.removeIfEmpty();

        assertThat(Corpus.files(at("to"))).containsOnlyKeys("README", "train/notes.txt");
    }

    @Test
    void aFailedPreparationLeavesNothing() throws IOException {
        TargetFolder target = target();
        target.create();
        target.begin();
        write("to/test/part-00000.parquet");
        target.discard();
        target.removeIfEmpty();

        assertThat(at("to")).doesNotExist();
    }

    @Test
    void anEmptyFolderThatWasThereStays() throws IOException {
        Files.createDirectory(at("to"));
        TargetFolder target = target();
        target.create();
        target.begin();
        target.discard();
        target.removeIfEmpty();

        assertThat(at("to")).isEmptyDirectory();
    }

    @Test
    void theManifestMakesItADataset() throws IOException {
        TargetFolder target = target();
        target.create();
        target.begin();
        write("to/train/part-00000.parquet");
        write("to/train/.attempt-part-00000.parquet-3");
        target.tidy();
        assertThat(target.dataset()).isEmpty();
        Manifests.small().write(target.folder());
        target.end();

        assertThat(target().dataset()).contains(Manifests.small());
        assertThat(Corpus.files(at("to"))).containsOnlyKeys("manifest.json", "train/part-00000.parquet");
        assertThat(at("to/test")).doesNotExist();
    }

    private TargetFolder target() throws IOException {
        return TargetFolder.at(at("to").toString(), new Configuration());
    }

    private void write(String name) throws IOException {
        Files.createDirectories(at(name).getParent());
        Files.writeString(at(name), name);
    }

    private Path at(String name) {
        return folder.resolve(name);
    }
}
