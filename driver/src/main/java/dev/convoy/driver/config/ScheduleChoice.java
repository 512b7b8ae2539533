package dev.convoy.driver.config;

import dev.convoy.base.InvalidInputException;
import dev.convoy.learning.Curve;
import dev.convoy.learning.RateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the learning rate changes: {@code train.schedule}.
 *
 * @param type {@code model}, or {@code constant}, {@code step}, {@code cosine}, {@code polynomial} or {@code one-cycle}
 * @param epochs epochs of the whole schedule; empty for those of the run
 */
public record ScheduleChoice(String type, Span warmup, OptionalInt epochs, Form form) {
    /** The value of {@code train.schedule.type} that keeps the updater's own schedule, if it has one. */
    public static final String MODEL = "model";

    private static final String KEY = "train.schedule.";
    private static final List<String> TYPES = List.of(MODEL, "constant", "step", "cosine", "polynomial", "one-cycle");

    private static final List<String> WITH_AN_END = List.of("cosine", "polynomial", "one-cycle");

    /** Keeps the updater's own schedule. */
    public static final ScheduleChoice OWN =
            new ScheduleChoice(MODEL, new Span(0, true), OptionalInt.empty(), Form.DEFAULT);

    /**
     * The numbers of a curve; empty for their defaults.
     *
     * @param milestones epochs after which the rate is multiplied by {@code factor}
     * @param end last rate, as a share of the first
     * @param peak share of the updates before the greatest rate
     */
    public record Form(
            List<Double> milestones,
            OptionalDouble factor,
            OptionalDouble power,
            OptionalDouble end,
            OptionalDouble peak) {
        static final Form DEFAULT = new Form(
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());

        public Form {
            milestones = List.copyOf(milestones);
            double before = 0;
            for (double milestone : milestones) {
                if (!(milestone > before && Double.isFinite(milestone))) {
                    throw new InvalidInputException(
                            KEY + "milestones must be > 0 and ascending", milestones, "For example [100, 150].");
                }
                before = milestone;
            }
            require("factor", factor, factor.orElse(1) > 0, "> 0", "0.1");
            require("power", power, power.orElse(1) > 0, "> 0", "1");
            require("end", end, end.orElse(0) >= 0 && end.orElse(0) <= 1, ">= 0 and <= 1", "0.01");
            require("peak", peak, peak.orElse(0.5) > 0 && peak.orElse(0.5) < 1, "> 0 and < 1", "0.3");
        }

        private static void require(String key, OptionalDouble given, boolean holds, String rule, String example) {
            if (given.isPresent() && !(holds && Double.isFinite(given.getAsDouble()))) {
                throw new InvalidInputException(
                        KEY + key + " must be " + rule, given.getAsDouble(), "Try " + example + ".");
            }
        }
    }

    /**
     * A number of epochs or of steps.
     *
     * @param inEpochs whether {@code amount} counts epochs; otherwise steps
     */
    public record Span(double amount, boolean inEpochs) {
        private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)(?:\\s*(epochs?|steps?))?");

        /** @throws InvalidInputException if it is not a number, perhaps followed by epochs or steps */
        static Span of(String key, String text) {
            Matcher matcher = TEXT.matcher(text.strip());
            if (!matcher.matches()) {
                throw new InvalidInputException(
                        key + " must be a number of epochs or steps", text, "For example 5 epochs, or 500 steps.");
            }
            boolean inSteps = matcher.group(2) != null && matcher.group(2).startsWith("step");
            return new Span(Double.parseDouble(matcher.group(1)), !inSteps);
        }

        @Override
        public String toString() {
            return amount + (inEpochs ? " epochs" : " steps");
        }

        int steps(int stepsPerEpoch) {
            return (int) Math.min(Integer.MAX_VALUE, Math.round(inEpochs ? amount * stepsPerEpoch : amount));
        }
    }

    public ScheduleChoice {
        if (!TYPES.contains(type)) {
            throw new InvalidInputException(
                    KEY + "type must be model, constant, step, cosine, polynomial or one-cycle",
                    type,
                    "Use one of them.");
        }
        allow("milestones", form.milestones().isEmpty(), type, "step");
        allow("factor", form.factor().isEmpty(), type, "step");
        allow("power", form.power().isEmpty(), type, "polynomial");
        allow("end", form.end().isEmpty(), type, "cosine", "polynomial");
        allow("peak", form.peak().isEmpty(), type, "one-cycle");
        allow("warmup", warmup.amount() == 0, type, "constant", "step", "cosine", "polynomial");
        allow("epochs", epochs.isEmpty(), type, WITH_AN_END.toArray(String[]::new));
        if (type.equals("step") && form.milestones().isEmpty()) {
            throw new InvalidInputException(
                    KEY + "type=step needs " + KEY + "milestones", "none", "For example [100, 150], in epochs.");
        }
        if (epochs.orElse(1) < 1) {
            throw new InvalidInputException(KEY + "epochs must be >= 1", epochs.getAsInt(), "Leave it out.");
        }
    }

    private static void allow(String key, boolean unset, String type, String... types) {
        if (!unset && !List.of(types).contains(type)) {
            throw new InvalidInputException(
                    KEY + key + " needs " + KEY + "type=" + String.join(" or ", types), type, "Change one of the two.");
        }
    }

    /**
     * Returns the schedule for a learning rate of 1; empty for the updater's own.
     *
     * @param stepsPerEpoch updates of each worker
     * @param epochsOfRun epochs of the run, at least 1
     */
    public Optional<RateSchedule> schedule(int stepsPerEpoch, int epochsOfRun) {
        int from = warmup.steps(stepsPerEpoch);
        int to = (int) Math.min(Integer.MAX_VALUE, (long) epochs.orElse(epochsOfRun) * stepsPerEpoch);
        if (from > 0 && from >= to) {
            throw new InvalidInputException(
                    String.format(Locale.ROOT, "%swarmup must be shorter than the schedule, %,d steps", KEY, to),
                    String.format(Locale.ROOT, "%,d steps", from),
                    "Train more epochs, or set it lower.");
        }
        if (type.equals("step") && new Span(form.milestones().get(0), true).steps(stepsPerEpoch) < from) {
            throw new InvalidInputException(
                    KEY + "milestones must not be before the end of the warm-up",
                    form.milestones() + " with " + KEY + "warmup=" + warmup,
                    "Make the warm-up shorter.");
        }
        double end = form.end().orElse(0);
        return switch (type) {
            case MODEL -> Optional.empty();
            case "constant" -> Optional.of(new RateSchedule(1, from, new Curve.Constant()));
            case "step" -> Optional.of(new RateSchedule(1, from, steps(stepsPerEpoch)));
            case "cosine" -> Optional.of(new RateSchedule(1, from, new Curve.Cosine(from, to, end)));
            case "polynomial" ->
                Optional.of(new RateSchedule(
                        1, from, new Curve.Polynomial(from, to, form.power().orElse(1), end)));
            case "one-cycle" ->
                Optional.of(
                        new RateSchedule(1, 0, new Curve.OneCycle(form.peak().orElse(0.3) * to - 1, to - 1.0)));
            default -> throw new IllegalStateException(type);
        };
    }

    private Curve steps(int stepsPerEpoch) {
        List<Integer> at = new ArrayList<>();
        for (double milestone : form.milestones()) {
            at.add(new Span(milestone, true).steps(stepsPerEpoch));
        }
        return new Curve.Steps(at, form.factor().orElse(0.1));
    }

    /** Returns the text that tells two schedules apart; empty for the updater's own. */
    public Optional<String> identity(int epochsOfRun) {
        if (type.equals(MODEL)) {
            return Optional.empty();
        }
        return Optional.of(
                WITH_AN_END.contains(type) ? type + ", " + KEY + "epochs=" + epochs.orElse(epochsOfRun) : type);
    }
}
