package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import java.util.Arrays;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The kinds of feature columns. */
enum FeatureColumn {
    /** Vectors of Spark ML, dense or sparse. */
    VECTOR,
    /** Rows of Spark's image schema. */
    IMAGE,
    /** Image files, as binary. */
    ENCODED;

    /** @throws InvalidInputException if there is no such column, or it holds something else */
    static FeatureColumn of(StructType schema, String name) {
        if (!Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new InvalidInputException(
                    "featuresCol must name a column of " + String.join(", ", schema.fieldNames()),
                    name,
                    "Set featuresCol.");
        }
        DataType type = schema.apply(name).dataType();
        if (type.equals(SQLDataTypes.VectorType())) {
            return VECTOR;
        }
        if (type.equals(DataTypes.BinaryType)) {
            return ENCODED;
        }
        if (type instanceof StructType struct
                && struct.asNullable().equals(ImageSchema.columnSchema().asNullable())) {
            return IMAGE;
        }
        throw new InvalidInputException(
                "column " + name + " must hold vectors, images of Spark's image schema, or encoded images as binary",
                type.simpleString(),
                "Set featuresCol.");
    }
}
