package dev.convoy.driver.prepare.source;

import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Files of which the listing already showed that they cannot be read.
 *
 * @param lost number of images that are lost with each file
 */
public record FailedPart(List<String> ids, String reason, long lost) implements SourcePart {
    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public SourceItems read(Configuration hadoop) {
        Iterator<String> left = ids.iterator();
        return new SourceItems(() -> left.hasNext() ? new SourceFailure(left.next(), reason, lost) : null);
    }
}
