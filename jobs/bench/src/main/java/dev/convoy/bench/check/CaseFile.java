package dev.convoy.bench.check;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of cases, for a machine without Deeplearning4j. Only the build that wrote it reads it. */
final class CaseFile {
    private CaseFile() {}

    static void write(Path file, List<CheckCase> cases) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(cases.size());
            for (CheckCase one : cases) {
                RecordCodec.write(out, one);
            }
        }
    }

    static List<CheckCase> read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            int count = in.readInt();
            List<CheckCase> cases = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cases.add((CheckCase) RecordCodec.read(in));
            }
            return cases;
        }
    }
}
