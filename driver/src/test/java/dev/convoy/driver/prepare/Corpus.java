package dev.convoy.driver.prepare;

import dev.convoy.driver.prepare.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders of small PNG files. */
record Corpus(Path folder) {
    static final List<String> CLASSES = List.of("cat", "dog", "ü 1");

    /** Writes images in a folder per class: every fourth is grey, and no two look alike. */
    Corpus write(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            write(CLASSES.get(i % CLASSES.size()) + "/" + i + ".png", 10 + i % 5, 12 + i % 3, i % 4 == 0 ? 1 : 3, i);
        }
        return this;
    }

    void write(String name, int height, int width, int channels, int seed) throws IOException {
        write(name, TestImages.png(height, width, channels, seed));
    }

    void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Returns the bytes of all files below a folder, in hexadecimal, by path. */
    static TreeMap<String, byte[]> files(Path folder) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        List<Path> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile).forEach(found::add);
        }
        for (Path file : found) {
            files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
        }
        return files;
    }
}
