package dev.convoy.feed;

import java.io.IOException;
import java.nio.file.Path;

/** A shard's local copy is not as it was written. It can be made again from its source. */
public final class DamagedShardException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedShardException(Path file, String detail) {
        super(file + ": " + detail);
    }
}
