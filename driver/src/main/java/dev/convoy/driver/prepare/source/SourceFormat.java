package dev.convoy.driver.prepare.source;

import dev.convoy.driver.prepare.source.files.FileStart;
import java.io.IOException;

/** A kind of input. To add one, implement this and name it in {@code detect.Sources}. */
public interface SourceFormat {
    /** Its files, in the plural, for messages: "tar archives". */
    String files();

    /** Whether a file belongs to this format, judged by its content. */
    boolean recognizes(FileStart file) throws IOException;

    /**
     * Cuts the input into parts. At least one of its files was recognized.
     *
     * @throws dev.convoy.base.InvalidInputException if it lacks what the format needs
     */
    Source open(SourceInput input) throws IOException;
}
