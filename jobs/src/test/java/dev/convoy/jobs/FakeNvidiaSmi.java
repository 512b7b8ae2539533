package dev.convoy.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder for the start of a PATH, with an {@code nvidia-smi -L} that prints the recorded output of a real one.
 *
 * @param folder of the command
 */
record FakeNvidiaSmi(Path folder) {
    static final Path SCRIPT = Submission.HOME.resolve("conf/get-gpu-resources.sh");

    /**
     * @param output the name of a file of {@code nvidia-smi/} in the test's resources
     * @param code the exit code
     */
    static FakeNvidiaSmi install(Path folder, String output, int code) throws IOException {
        Path recorded = folder.resolve(output);
        try (InputStream listing = FakeNvidiaSmi.class.getResourceAsStream("/nvidia-smi/" + output)) {
            Files.copy(listing, recorded);
        }
        FakeNvidiaSmi fake = new FakeNvidiaSmi(folder);
        fake.executable("nvidia-smi", "[ \"$*\" = -L ] || exit 2\ncat '%s'\nexit %d".formatted(recorded, code));
        return fake;
    }

    String path() {
        return folder + ":/usr/bin:/bin";
    }

    /** Returns the discovery script of a machine with this nvidia-smi. */
    Path script() throws IOException {
        return executable("discover", "PATH='%s' exec '%s'".formatted(path(), SCRIPT));
    }

    private Path executable(String name, String command) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
