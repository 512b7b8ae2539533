package dev.convoy.driver.prepare.source.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of one sample in WebDataset's naming: they share the path up to the first dot of the name. */
final class Sample {
    static final String LABEL_TEXT = "cls";
    static final String LABEL_JSON = "json";

    private static final int MAX_LABEL_BYTES = 1_000;

    private final String base;
    private final TarPart part;
    private String imageName;
    private byte[] image;
    private String label;
    private String group;
    private boolean labelText;
    private String failure;

    Sample(String base, TarPart part) {
        this.base = base;
        this.part = part;
    }

    /** Returns the path up to the first dot of the name. */
    static String base(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** Returns what follows the first dot of the name, which tells what a file of the sample is for. */
    static String field(String name) {
        String base = base(name);
        return base.length() == name.length() ? "" : name.substring(base.length() + 1);
    }

    boolean holds(String name) {
        return base(name).equals(base);
    }

    void fail(String reason) {
        failure = reason;
    }

    void add(String name, byte[] content) {
        String field = field(name);
        if (field.equals(LABEL_TEXT)) {
            labelText = true;
            label = text(content);
        } else if (field.equals(LABEL_JSON)) {
            readJson(content);
        } else if (FileStart.isImage(content)) {
            addImage(name, content);
        }
    }

    /** Of several images, the one with the shortest field: "jpg" is the image, "mask.png" is more about it. */
    private void addImage(String name, byte[] content) {
        int dots = dots(name);
        if (image == null || dots < dots(imageName)) {
            imageName = name;
            image = content;
        } else if (dots == dots(imageName)) {
            fail("has several images, " + field(imageName) + " and " + field(name));
        }
    }

    private static int dots(String name) {
        return field(name).split("\\.").length;
    }

    private String text(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8).strip();
        if (content.length > MAX_LABEL_BYTES || text.isEmpty()) {
            fail("has no class name or number in its ." + LABEL_TEXT + " file");
        }
        return text;
    }

    private void readJson(byte[] content) {
        try {
            JsonNode json = Json.reader(JsonNode.class).readTree(content);
            SourceOptions options = part.options();
            List<String> names =
                    options.labelColumn() == null ? SourceOptions.LABEL_COLUMNS : List.of(options.labelColumn());
            for (String name : names) {
                JsonNode value = json.path(name);
                if (value.isValueNode() && !value.isNull() && !labelText) {
                    label = value.asText();
                    break;
                }
            }
            if (options.groupColumn() != null) {
                group = json.path(options.groupColumn()).asText(null);
            }
        } catch (IOException e) {
            fail("has a ." + LABEL_JSON + " file that is not JSON");
        }
    }

    /** Returns the image, or null if these files are no sample. */
    SourceItem item() {
        String id = part.id(image == null ? base : imageName);
        if (failure != null) {
            return new SourceFailure(id, failure);
        }
        if (image == null) {
            return label == null ? null : new SourceFailure(id, "has a label and no image");
        }
        FolderLayout folders = part.layout().folders();
        String folder = folders.label(imageName);
        String split = folders.split(imageName);
        String ofId = part.options().group(id);
        return new SourceImage(
                id,
                label == null ? folder : label,
                ofId == null ? group : ofId,
                split == null ? part.split() : split,
                image,
                null);
    }
}
