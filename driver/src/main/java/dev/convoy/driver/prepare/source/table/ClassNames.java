package dev.convoy.driver.prepare.source.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names of the classes whose numbers a column holds, from what other programs write into a Parquet file's footer. */
final class ClassNames {
    private static final String HUGGING_FACE = "huggingface";
    private static final String SPARK = "org.apache.spark.sql.parquet.row.metadata";

    private ClassNames() {}

    /**
     * Returns the names in the order of their numbers, or an empty list.
     *
     * @param footer the footer's keys and values
     * @param column the column with the labels, or null
     */
    static List<String> of(Map<String, String> footer, String column) {
        if (column == null) {
            return List.of();
        }
        JsonNode names = json(footer.get(HUGGING_FACE))
                .path("info")
                .path("features")
                .path(column)
                .path("names");
        for (JsonNode field : json(footer.get(SPARK)).path("fields")) {
            if (field.path("name").asText().equals(column) && names.isMissingNode()) {
                // Written by Spark ML's StringIndexer.
                names = field.path("metadata").path("ml_attr").path("vals");
            }
        }
        List<String> found = new ArrayList<>();
        names.forEach(name -> found.add(name.asText()));
        return found;
    }

    private static JsonNode json(String text) {
        try {
            return Json.reader(JsonNode.class).readTree(text == null ? "{}" : text);
        } catch (IOException e) {
            // What another program wrote there is no reason to refuse the file.
            return json(null);
        }
    }
}
