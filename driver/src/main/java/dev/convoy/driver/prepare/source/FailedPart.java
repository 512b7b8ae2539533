package dev.convoy.driver.prepare.source;

import dev.convoy.driver.prepare.source.files.Listing;
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

    /** Returns the files that a listing found and could not look at, if there are any. */
    public static List<FailedPart> lost(Listing listing) {
        return listing.lost().isEmpty()
                ? List.of()
                : List.of(new FailedPart(
                        List.copyOf(listing.lost()),
                        "is a link to nothing, or its name is not in the locale's encoding",
                        1));
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
