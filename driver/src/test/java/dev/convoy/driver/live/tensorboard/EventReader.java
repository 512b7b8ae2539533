package dev.convoy.driver.live.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Checksum;
import org.apache.hadoop.util.PureJavaCrc32C;
import org.tensorflow.proto.util.Event;

/** Reads TFRecords with Hadoop's checksum and TensorFlow's own protobuf messages. */
public final class EventReader {
    private EventReader() {}

    /** Returns the events of a file, which must be complete and undamaged. */
    public static List<Event> read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (content.hasRemaining()) {
            byte[] length = checked(content, Long.BYTES);
            int bytes = Math.toIntExact(
                    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            events.add(Event.parseFrom(checked(content, bytes)));
        }
        return events;
    }

    /** Returns the scalars as {@code step name=value}. */
    public static List<String> values(List<Event> events) {
        return events.stream()
                .flatMap(event -> event.getSummary().getValueList().stream()
                        .map(value -> event.getStep() + " " + value.getTag() + "=" + value.getSimpleValue()))
                .toList();
    }

    private static byte[] checked(ByteBuffer content, int count) {
        byte[] bytes = new byte[count];
        content.get(bytes);
        Checksum crc = new PureJavaCrc32C();
        crc.update(bytes, 0, count);
        long rotated = (crc.getValue() >>> 15 | crc.getValue() << 17) & 0xffffffffL;
        assertThat(content.getInt() & 0xffffffffL).isEqualTo(rotated + 0xa282ead8L & 0xffffffffL);
        return bytes;
    }
}
