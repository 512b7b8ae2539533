package dev.convoy.driver.prepare.source.table;

import dev.convoy.base.InvalidInputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The columns of a Parquet file.
 *
 * @param file name of the file, for messages
 */
public record TableSchema(MessageType message, String file) {
    Columns all() {
        return columns(field -> true);
    }

    /** The columns with one value a row. */
    public Columns simple() {
        return columns(field -> field.isPrimitive() && !field.isRepetition(Type.Repetition.REPEATED));
    }

    private Columns columns(Predicate<Type> wanted) {
        List<String> names =
                message.getFields().stream().filter(wanted).map(Type::getName).toList();
        return new Columns(InvalidInputException.printable(file), names);
    }

    /** Returns the schema of these columns alone; null stands for none. */
    public MessageType projection(String... names) {
        Set<String> kept = new HashSet<>(Arrays.asList(names));
        List<Type> fields = message.getFields().stream()
                .filter(field -> kept.contains(field.getName()))
                .toList();
        return new MessageType(message.getName(), fields);
    }
}
