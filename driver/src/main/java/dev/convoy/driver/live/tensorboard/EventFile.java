package dev.convoy.driver.live.tensorboard;

import dev.convoy.driver.live.Point;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.tensorflow.framework.Summary;

/**
 * One file of TensorBoard events: a TFRecord for each, which holds the protobuf message {@code tensorflow.Event}.
 *
 * <p>ND4J has TensorFlow's message {@code Summary} but not {@code Event}, whose few fields are written here.
 */
final class EventFile implements Closeable {
    private static final String VERSION = "brain.Event:2";
    private static final int CRC_MASK = 0xa282ead8;

    /** Numbers of the fields of {@code Event}. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;

    /** {@code SessionLog} with {@code status = START}. */
    private static final byte[] START = {1 << 3, 1};

    private final FSDataOutputStream out;

    private interface Fields {
        void writeTo(CodedOutputStream event) throws IOException;
    }

    /**
     * Begins the file.
     *
     * @param step first step that it holds: TensorBoard forgets this one and later ones of earlier files, which a
     *     process wrote after its last checkpoint
     */
    EventFile(FSDataOutputStream out, long millis, int step) throws IOException {
        this.out = out;
        write(millis, 0, event -> event.writeString(FILE_VERSION, VERSION));
        write(millis, step, event -> event.writeByteArray(SESSION_LOG, START));
    }

    void add(Point point) throws IOException {
        Summary.Builder summary = Summary.newBuilder();
        point.scalars()
                .forEach((tag, value) ->
                        summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value.floatValue())));
        write(point.millis(), point.round(), event -> event.writeMessage(SUMMARY, summary.build()));
    }

    private void write(long millis, int step, Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream event = CodedOutputStream.newInstance(bytes);
        event.writeDouble(WALL_TIME, millis / 1e3);
        event.writeInt64(STEP, step);
        fields.writeTo(event);
        event.flush();
        record(bytes.toByteArray());
    }

    /** Writes length and data, each followed by its checksum. */
    private void record(byte[] data) throws IOException {
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + data.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.put(length).putInt(maskedCrc(length)).put(data).putInt(maskedCrc(data));
        out.write(record.array());
    }

    /** TFRecord's checksum: a CRC32C that is rotated and shifted, so that it may be part of data with its own CRC. */
    private static int maskedCrc(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, data.length);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    void flush() throws IOException {
        out.hflush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
