package dev.convoy.driver.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The entries of a zip that Deeplearning4j wrote, to be replaced one by one. */
record ZipParts(Map<String, byte[]> entries) {
    static ZipParts of(Model network) {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try {
            ModelSerializer.writeModel(network, zip, true);
            ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()));
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ZipParts(entries);
    }

    byte[] get(String name) {
        return entries.get(name);
    }

    ZipParts with(String name, byte[] content) {
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.put(name, content);
        return new ZipParts(changed);
    }

    ZipParts without(String name) {
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.remove(name);
        return new ZipParts(changed);
    }

    byte[] bytes() {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zip.toByteArray();
    }

    Path write(Path folder) throws IOException {
        return Files.write(folder.resolve("model.zip"), bytes());
    }

    /** Returns an array in the format of {@code Nd4j.write}. */
    static byte[] array(INDArray array) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Nd4j.write(array, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
