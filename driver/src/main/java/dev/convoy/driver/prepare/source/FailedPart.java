package dev.convoy.driver.prepare.source;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Files of which the listing already showed that they cannot be read.
 *
 * @param lost number of images that are lost with each file
 */
public record FailedPart(List<String> ids, String reason, long lost) implements SourcePart {
    /** A file of many images, of which nothing is known but its length in bytes. */
    public static FailedPart whole(String id, String reason, long length) {
        return new FailedPart(
                List.of(id),
                reason,
                SourceFailure.rest(id, reason, 0, 0, length).lost());
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public SourceItems read(Configuration hadoop) {
        return SourceItems.of(
                ids.stream().map(id -> new SourceFailure(id, reason, lost)).toList());
    }
}
