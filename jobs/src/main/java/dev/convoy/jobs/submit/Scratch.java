package dev.convoy.jobs.submit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the temporary files of a submission. */
interface Scratch {
    /** Makes a file that only its owner may read. */
    Path file(String prefix, String suffix, String text) throws IOException;

    /** Returns the files that would be made, for a dry run. */
    static Scratch imagined(Path folder) {
        return (prefix, suffix, text) -> folder.resolve(prefix + "RANDOM" + suffix);
    }

    /** Makes real files, which it can remove again. */
    final class Real implements Scratch, AutoCloseable {
        private final Path folder;
        private final List<Path> made = new ArrayList<>();

        Real(Path folder) {
            this.folder = folder;
        }

        @Override
        public Path file(String prefix, String suffix, String text) throws IOException {
            // Java makes such files with mode 0600 and a name that nobody can guess.
            Path file = Files.createTempFile(folder, prefix, suffix);
            made.add(file);
            return Files.writeString(file, text);
        }

        @Override
        public void close() {
            try {
                for (Path file : made) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
