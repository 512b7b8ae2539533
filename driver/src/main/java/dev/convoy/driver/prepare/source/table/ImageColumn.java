package dev.convoy.driver.prepare.source.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** A column that holds images. */
record ImageColumn(String name, Kind kind) {
    enum Kind {
        /** The bytes of image files. */
        BYTES,
        /** Hugging Face's struct of bytes and path. */
        BYTES_AND_PATH,
        /** Pixels as Spark's image source and OpenCV have them. */
        SPARK
    }

    private static final List<String> USUAL_NAMES =
            List.of("image", "img", "picture", "photo", "content", "data", "bytes", "jpg", "jpeg", "png");

    private static final Set<String> SPARK_FIELDS = Set.of("height", "width", "nChannels", "mode", "data");

    /** Returns the columns that may hold images; those with a usual name alone if there are any. */
    static List<ImageColumn> of(MessageType schema) {
        List<ImageColumn> columns = new ArrayList<>();
        for (Type field : schema.getFields()) {
            Kind kind = kind(field);
            if (kind != null) {
                columns.add(new ImageColumn(field.getName(), kind));
            }
        }
        Columns names = new Columns("", columns.stream().map(ImageColumn::name).toList());
        String usual = names.find(USUAL_NAMES);
        return usual == null
                ? columns
                : columns.stream().filter(column -> column.name().equals(usual)).toList();
    }

    /** Returns null if the field holds no images. */
    static Kind kind(Type field) {
        if (field.isRepetition(Type.Repetition.REPEATED)) {
            return null;
        }
        if (field.isPrimitive()) {
            return isBytes(field) ? Kind.BYTES : null;
        }
        GroupType struct = field.asGroupType();
        Set<String> fields = struct.getFields().stream().map(Type::getName).collect(Collectors.toSet());
        if (fields.containsAll(SPARK_FIELDS)) {
            return Kind.SPARK;
        }
        return fields.contains("bytes") && isBytes(struct.getType("bytes")) ? Kind.BYTES_AND_PATH : null;
    }

    private static boolean isBytes(Type field) {
        return field.isPrimitive()
                && field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && field.getLogicalTypeAnnotation() == null;
    }
}
