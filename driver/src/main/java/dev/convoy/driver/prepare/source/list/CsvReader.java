package dev.convoy.driver.prepare.source.list;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads values that a character separates (RFC 4180). A value in quotes may hold separators, line breaks and, doubled,
 * quotes; elsewhere a quote is a character like others. Spaces around values without quotes do not count.
 */
final class CsvReader implements Closeable {
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final BufferedReader in;
    private final char separator;
    private long line = 1;

    /** The text is no CSV. The message is the predicate of a sentence about the text. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    CsvReader(Reader in, char separator) throws IOException {
        this.in = new BufferedReader(in);
        this.separator = separator;
        if (peek() == BYTE_ORDER_MARK) {
            this.in.read();
        }
    }

    /** The line that is read next, from 1. */
    long line() {
        return line;
    }

    /**
     * Reads a row; leaves out empty lines.
     *
     * @return null after the last
     */
    List<String> next() throws IOException, SyntaxException {
        while (peek() != END) {
            List<String> row = new ArrayList<>();
            do {
                row.add(peek() == '"' ? quoted() : plain());
            } while (endsValue());
            if (row.size() > 1 || !row.get(0).isEmpty()) {
                return row;
            }
        }
        return null;
    }

    private String plain() throws IOException, SyntaxException {
        StringBuilder value = new StringBuilder();
        while (!isEnd(peek())) {
            value.append((char) in.read());
            if (peek() == '"' && value.toString().isBlank()) {
                return quoted();
            }
        }
        return value.toString().strip();
    }

    private String quoted() throws IOException, SyntaxException {
        long opened = line;
        in.read();
        StringBuilder value = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c == END) {
                throw new SyntaxException("has a quote in line " + opened + " that is not closed");
            }
            if (c == '"' && peek() != '"') {
                break;
            }
            if (c == '"') {
                in.read();
            }
            line += c == '\n' ? 1 : 0;
            value.append((char) c);
        }
        while (peek() == ' ') {
            in.read();
        }
        if (!isEnd(peek())) {
            throw new SyntaxException("has text behind a quote that closes a value, in line " + line);
        }
        return value.toString();
    }

    /** Goes over what ends a value; returns whether another follows in the row. */
    private boolean endsValue() throws IOException {
        int c = in.read();
        if (c == '\r' && peek() == '\n') {
            in.read();
        }
        line += c == '\n' || c == '\r' ? 1 : 0;
        return c == separator;
    }

    private boolean isEnd(int c) {
        return c == separator || c == '\n' || c == '\r' || c == END;
    }

    private int peek() throws IOException {
        in.mark(1);
        int c = in.read();
        if (c != END) {
            in.reset();
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
