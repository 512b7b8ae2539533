package dev.convoy.driver.control;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.StopRule;
import java.util.function.Function;

/**
 * Stops or holds a run at the end of a round, as {@link Control} says.
 *
 * @param holder of a run that is saved at this progress
 */
public record ControlRule(Control control, Function<Progress, Holder> holder) implements StopRule {
    @Override
    public boolean stopsAfter(Progress at) {
        return control.isAsked();
    }

    @Override
    public boolean resumes(Progress at) {
        return control.goesOn(holder.apply(at));
    }
}
