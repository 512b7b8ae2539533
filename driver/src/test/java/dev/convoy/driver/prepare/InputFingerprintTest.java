package dev.convoy.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.folder.FolderFormat;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFingerprintTest {
    @TempDir
    private Path folder;

    /** As when somebody corrects two labels: the bytes of all together are as before. */
    @Test
    void twoFilesThatWereExchangedAreOtherInput() throws IOException {
        TestInput.write(folder, "cat/1.png", TestInput.image("tabby"));
        TestInput.write(folder, "dog/1.png", TestInput.image("collie"));
        String before = fingerprint();
        assertThat(fingerprint()).isEqualTo(before);

        TestInput.write(folder, "cat/1.png", TestInput.image("collie"));
        TestInput.write(folder, "dog/1.png", TestInput.image("tabby"));

        assertThat(fingerprint()).isNotEqualTo(before);
    }

    private String fingerprint() throws IOException {
        SourceOptions options = SourceOptions.of("prepare.from");
        return InputFingerprint.of(new FolderFormat().open(TestInput.of(folder, options)), folder.toString());
    }
}
