package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of {@code conf/cluster}: Spark's properties that Convoy sets unless somebody else does.
 *
 * @param folder where they are
 */
record Presets(Path folder) {
    private static final String SUFFIX = ".properties";

    Map<String, String> read(String name) throws IOException {
        List<String> names = names();
        if (!names.contains(name)) {
            throw new InvalidInputException(
                    "--cluster must name a file of conf/cluster", name, "There are: " + String.join(" ", names));
        }
        return PropertiesFile.read("a preset", folder.resolve(name + SUFFIX));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }
}
