package dev.convoy.driver.prepare.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderLayoutTest {
    /** A file, the class and the split that it has among these files. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cat/1 dog/2                      | cat/1              | cat  | -",
                "cat/x/1 dog/2                    | cat/x/1            | cat  | -",
                "cat/1 dog/2 README               | README             | -    | -",
                "train/cat/1 test/cat/2           | train/cat/1        | cat  | train",
                "training/cat/1 Valid/cat/2       | Valid/cat/2        | cat  | validation",
                "train/cat/x/1 test/cat/2         | train/cat/x/1      | cat  | train",
                "train/cat/1                      | train/cat/1        | cat  | train",
                "train/cat/1 extra/cat/2          | train/cat/1        | train | -",
                "1 2                              | 1                  | -    | -",
                "train/1 test/2                   | test/2             | -    | test",
                "pets/cat/1 pets/dog/2            | pets/dog/2         | dog  | -",
                "pets/cat/1 pets/dog/2 README     | pets/dog/2         | dog  | -",
                "pets/1 pets/2                    | pets/1             | pets | -",
                "pets/1 pets/cat/2                | pets/cat/2         | pets | -",
                "a/pets/test/cat/1 a/pets/val/x/2 | a/pets/test/cat/1  | cat  | test",
                "a/pets/cat/1 b/x/2               | a/pets/cat/1       | a    | -",
            })
    void theFirstFolderIsTheClassBehindSharedOnesAndSplits(String files, String file, String label, String split) {
        FolderLayout layout = FolderLayout.of(List.of(files.split(" ")));

        assertThat(layout.label(file)).isEqualTo(label.equals("-") ? null : label);
        assertThat(layout.split(file)).isEqualTo(split.equals("-") ? null : split);
    }

    @ParameterizedTest
    @CsvSource({
        "train-00000-of-00002.parquet, train",
        "data/test_batch.bin, test",
        "imagenet1k-validation-07.tar, validation",
        "Val.tar, validation",
        "train-test.tar, ",
        "training_set.tar, train",
        "trainer.tar, ",
        "train/0000.parquet, "
    })
    void aWordOfAFilesNameNamesItsSplit(String name, String split) {
        assertThat(SplitNames.ofFile(name)).isEqualTo(split);
    }
}
