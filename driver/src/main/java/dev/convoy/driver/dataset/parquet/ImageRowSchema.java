package dev.convoy.driver.dataset.parquet;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard. */
final class ImageRowSchema {
    static final MessageType TYPE = MessageTypeParser.parseMessageType(
            """
            message example {
              required binary id (STRING);
              required int32 label;
              required int32 height;
              required int32 width;
              required int32 channels;
              required binary encoding (STRING);
              required binary pixels;
              optional binary group (STRING);
              required int32 crc32c;
              required binary source (STRING);
            }
            """);

    /** What a reader needs who takes only the images: the other columns are not even decoded. */
    static final MessageType IMAGES = TYPE.asGroupType().getFields().stream()
            .filter(field -> Set.of("id", "label", "pixels", "crc32c").contains(field.getName()))
            .collect(Collectors.collectingAndThen(Collectors.toList(), used -> new MessageType("example", used)));

    private ImageRowSchema() {}

    static Group group(ImageRow row) {
        Group group = new SimpleGroup(TYPE);
        group.add("id", row.id());
        group.add("label", row.label());
        group.add("height", row.height());
        group.add("width", row.width());
        group.add("channels", row.channels());
        group.add("encoding", row.encoding());
        group.add("pixels", Binary.fromConstantByteArray(row.pixels()));
        if (row.group() != null) {
            group.add("group", row.group());
        }
        group.add("crc32c", row.crc32c());
        group.add("source", row.source());
        return group;
    }

    static ImageRow row(Group group) {
        return new ImageRow(
                group.getString("id", 0),
                group.getInteger("label", 0),
                group.getInteger("height", 0),
                group.getInteger("width", 0),
                group.getInteger("channels", 0),
                group.getString("encoding", 0),
                group.getBinary("pixels", 0).getBytes(),
                group.getFieldRepetitionCount("group") == 0 ? null : group.getString("group", 0),
                group.getString("source", 0));
    }

    static StoredImage image(Group group) {
        return new StoredImage(
                group.getString("id", 0),
                group.getInteger("label", 0),
                group.getBinary("pixels", 0).getBytes());
    }

    static int crc32c(Group group) {
        return group.getInteger("crc32c", 0);
    }
}
