package dev.convoy.driver.prepare.source.table;

import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Makes images of rows.
 *
 * @param classes names of the classes whose numbers the label column holds, or empty
 * @param split the split that the file's name gives, or null
 */
record RowReader(TableColumns columns, List<String> classes, String split, SourceOptions options) {
    SourceItem item(String id, Group row) {
        try {
            String label = label(row);
            String column = RowText.of(row, columns.group());
            String group = column == null ? options.group(id) : column;
            return image(id, label, group, split(row), row);
        } catch (LostImageException e) {
            return new SourceFailure(id, e.getMessage());
        }
    }

    private String split(Group row) throws LostImageException {
        String own = RowText.of(row, columns.split());
        String known = own == null ? split : SplitNames.of(own);
        if (own != null && known == null) {
            throw new LostImageException("has the split " + own + ", not train, validation or test");
        }
        return known;
    }

    private SourceImage image(String id, String label, String group, String in, Group row) throws LostImageException {
        String name = columns.image().name();
        if (row.getFieldRepetitionCount(name) == 0) {
            throw new LostImageException("has no image");
        }
        return switch (columns.image().kind()) {
            case BYTES -> new SourceImage(id, label, group, in, bytes(row, name), null);
            case BYTES_AND_PATH -> {
                byte[] bytes = bytes(row.getGroup(name, 0), "bytes");
                yield new SourceImage(id, label, group, in, bytes, null);
            }
            case SPARK -> {
                Group image = row.getGroup(name, 0);
                OpenCvPixels raw = OpenCvPixels.of(
                        integer(image, "height"), integer(image, "width"), integer(image, "mode"), pixels(image));
                yield new SourceImage(id, label, group, in, raw.pixels(), raw.shape());
            }
        };
    }

    private byte[] bytes(Group group, String field) throws LostImageException {
        if (group.getFieldRepetitionCount(field) == 0) {
            throw new LostImageException("has no bytes");
        }
        byte[] bytes = group.getBinary(field, 0).getBytes();
        if (bytes.length == 0) {
            throw new LostImageException("is empty");
        }
        if (bytes.length > options.maxFileBytes()) {
            throw FileRead.tooLarge(options.maxFileBytes());
        }
        return bytes;
    }

    /** Empty where Spark could not decode an image. */
    private static byte[] pixels(Group image) {
        return image.getFieldRepetitionCount("data") == 0
                ? new byte[0]
                : image.getBinary("data", 0).getBytes();
    }

    private static int integer(Group image, String field) throws LostImageException {
        if (image.getFieldRepetitionCount(field) == 0) {
            throw new LostImageException("has no " + field);
        }
        return image.getInteger(field, 0);
    }

    private String label(Group row) throws LostImageException {
        String label = RowText.of(row, columns.label());
        if (label == null || classes.isEmpty() || !isNumber(row, columns.label())) {
            return label;
        }
        // Hugging Face's number of an unknown class.
        if (label.equals("-1")) {
            return null;
        }
        if (!label.matches("\\d{1,9}") || Integer.parseInt(label) >= classes.size()) {
            throw new LostImageException("has the label " + label + ", and there are " + classes.size() + " classes");
        }
        return classes.get(Integer.parseInt(label));
    }

    private static boolean isNumber(Group row, String column) {
        return row.getType().getType(column).asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY;
    }
}
