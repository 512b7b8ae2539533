package dev.convoy.driver.prepare.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The items of a part. Closes its files after the last item; a caller that stops before must close it. */
public final class SourceItems implements Iterator<SourceItem>, Closeable {
    /** Reads one item at a time. */
    @FunctionalInterface
    public interface Reader {
        /** Returns the next item, or null after the last. */
        SourceItem next() throws IOException;
    }

    private final Reader reader;
    private final Closeable open;
    private SourceItem ahead;
    private boolean ended;

    /** @param open what to close after the last item */
    public SourceItems(Reader reader, Closeable open) {
        this.reader = reader;
        this.open = open;
    }

    /** Reads items that leave nothing open. */
    public SourceItems(Reader reader) {
        this(reader, () -> {});
    }

    /** Returns items that are known already. */
    public static SourceItems of(Collection<? extends SourceItem> items) {
        Iterator<? extends SourceItem> left = items.iterator();
        return new SourceItems(() -> left.hasNext() ? left.next() : null);
    }

    /** @throws UncheckedIOException if the storage fails */
    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            try {
                ahead = reader.next();
                if (ahead == null) {
                    close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ahead != null;
    }

    @Override
    public SourceItem next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        SourceItem item = ahead;
        ahead = null;
        return item;
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            open.close();
        }
    }
}
