package dev.convoy.jobs.job;

import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** The folder of a run that names none: {@code runs/MODEL-DATE-TIME} where the command was given. */
public final class DefaultFolder {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private DefaultFolder() {}

    /** Creates a folder that did not exist: runs that start in the same second get different ones. */
    public static RunFolder create(String model, Configuration hadoop) throws IOException {
        String name = name(model) + "-" + TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
        Path runs = Files.createDirectories(Path.of("runs").toAbsolutePath());
        for (int copy = 1; ; copy++) {
            Path folder = runs.resolve(copy == 1 ? name : name + "-" + copy);
            try {
                return RunFolder.at(Files.createDirectory(folder).toUri().toString(), hadoop);
            } catch (FileAlreadyExistsException e) {
                // Another run has this folder.
            }
        }
    }

    /** Returns a model's name or the name of its file, without characters that are special to a shell or a URI. */
    private static String name(String model) {
        String file = model.replaceFirst("/+$", "").replaceFirst(".*[/:]", "").replaceFirst("(?<=.)\\.[^.]*$", "");
        return file.replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    }
}
