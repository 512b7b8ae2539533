package dev.convoy.driver.model.keras;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.BooleanNode;

/**
 * Translates Keras's optimizers to Deeplearning4j's updaters. Notes report the differences; train.updater replaces the
 * result.
 */
final class KerasOptimizer {
    private static final double RATE = 1e-3;

    private static final List<String> LEFT_OUT = List.of(
            "clipnorm", "clipvalue", "global_clipnorm", "weight_decay", "gradient_accumulation_steps", "use_ema");

    private KerasOptimizer() {}

    /** @param training {@code training_config}, or a missing node */
    static IUpdater of(JsonNode training, FileLocation place, List<String> notes) {
        JsonNode given = training.path("optimizer_config");
        String kind = given.path("class_name").asText("no optimizer");
        Settings settings = new Settings(given.path("config"), place);
        IUpdater updater = updater(kind.substring(kind.indexOf('>') + 1), settings, place, notes);
        boolean scheduled = settings.get("learning_rate").isObject();
        if (updater == null || scheduled) {
            String what = updater == null ? kind : kind + " with a learning-rate schedule";
            notes.add(String.format(
                    Locale.ROOT,
                    "%s has %s: using Adam with learning rate %s, unless train.updater names another",
                    place.file(),
                    InvalidInputException.printable(what),
                    RATE));
            return new Adam(RATE);
        }
        double rate = settings.number("learning_rate", settings.number("lr", RATE));
        double decay = settings.number("decay", 0);
        updater.setLrAndSchedule(rate, decay == 0 ? null : new InverseSchedule(ScheduleType.ITERATION, rate, decay, 1));
        for (String key : LEFT_OUT) {
            if (settings.has(key) && !settings.get(key).equals(BooleanNode.FALSE)) {
                differs(place, key + " " + settings.get(key) + " is left out", notes);
            }
        }
        return updater;
    }

    private static IUpdater updater(String kind, Settings settings, FileLocation place, List<String> notes) {
        double beta1 = settings.number("beta_1", 0.9);
        double beta2 = settings.number("beta_2", 0.999);
        double epsilon = settings.number("epsilon", 1e-7);
        double momentum = settings.number("momentum", 0);
        return switch (kind) {
            case "SGD" -> {
                if (momentum == 0) {
                    yield new Sgd();
                }
                if (!settings.flag("nesterov", false)) {
                    differs(place, "its momentum becomes Nesterov's", notes);
                }
                yield new Nesterovs(RATE, momentum);
            }
            case "Adam" ->
                settings.flag("amsgrad", false)
                        ? new AMSGrad(RATE, beta1, beta2, epsilon)
                        : new Adam(RATE, beta1, beta2, epsilon);
            case "Adamax" -> new AdaMax(RATE, beta1, beta2, epsilon);
            case "Nadam" -> {
                differs(place, "its momentum's schedule is left out", notes);
                yield new Nadam(RATE, beta1, beta2, epsilon);
            }
            case "Adagrad" -> {
                double sum = settings.number("initial_accumulator_value", 0);
                if (sum != 0) {
                    differs(place, "its sums start from epsilon and not from " + sum, notes);
                }
                yield new AdaGrad(RATE, epsilon);
            }
            case "RMSprop" -> {
                if (momentum != 0 || settings.flag("centered", false)) {
                    differs(place, "its momentum and centering are left out", notes);
                }
                yield new RmsProp(RATE, settings.number("rho", 0.9), epsilon);
            }
            default -> null;
        };
    }

    private static void differs(FileLocation place, String how, List<String> notes) {
        notes.add(
                String.format(Locale.ROOT, "the optimizer of %s differs from Deeplearning4j's: %s", place.file(), how));
    }
}
