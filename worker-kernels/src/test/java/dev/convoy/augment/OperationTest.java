package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.augment.Operation.Choice;
import dev.convoy.augment.Operation.Strength;
import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.PillowFile;
import dev.convoy.augment.pixel.Tone;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Operations have torchvision's magnitudes, and agree to the bit with what Pillow computed with them. */
class OperationTest {
    @Test
    void allOperationsAgree() throws IOException {
        Set<Operation> seen = EnumSet.noneOf(Operation.class);
        Tone tone = new Tone();
        for (PillowFile.Line line : PillowFile.read("pillow-operations.txt")) {
            List<String> words = line.words();
            Strength strength =
                    words.get(0).equals("RAND_AUGMENT") ? Strength.RAND_AUGMENT : Strength.TRIVIAL_AUGMENT_WIDE;
            Operation operation = Operation.valueOf(words.get(1));
            Canvas canvas = line.canvas();
            new Choice(operation, Integer.parseInt(words.get(2))).apply(canvas, strength, tone);
            line.requireEqual(canvas);
            seen.add(operation);
        }
        assertThat(seen).containsExactlyInAnyOrder(Operation.values());
    }
}
