package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Properties files as spark-submit reads them: UTF-8, Java's syntax, values without spaces at their ends. */
final class PropertiesFile {
    private PropertiesFile() {}

    /** @param what the file is, for the error message */
    static Map<String, String> read(String what, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(what + " must name a file that exists", file, "Check the path.");
        }
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (AccessDeniedException e) {
            throw new InvalidInputException(
                    what + " must be a file that this user can read", file, "Change its permissions.", e);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(what + " must be a properties file", file, e.getMessage() + ".", e);
        }
        Map<String, String> values = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key).strip()));
        return values;
    }

    /** Returns the text of a file with these values. */
    static String text(Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }
}
