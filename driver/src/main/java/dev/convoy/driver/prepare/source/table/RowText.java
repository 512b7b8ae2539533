package dev.convoy.driver.prepare.source.table;

import org.apache.parquet.example.data.Group;

/** Values of simple columns as text. */
public final class RowText {
    private RowText() {}

    /**
     * Returns a value without spaces around it; whole numbers without a point.
     *
     * @param column null if there is none
     * @return null if there is none
     */
    public static String of(Group row, String column) {
        if (column == null || row.getFieldRepetitionCount(column) == 0) {
            return null;
        }
        String text =
                row.getValueToString(row.getType().getFieldIndex(column), 0).strip();
        boolean decimal =
                switch (row.getType().getType(column).asPrimitiveType().getPrimitiveTypeName()) {
                    case DOUBLE, FLOAT -> true;
                    default -> false;
                };
        String whole = decimal && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        return whole.isEmpty() ? null : whole;
    }
}
