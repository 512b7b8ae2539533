package dev.convoy.driver.checkpoint;

/**
 * Hours of CPU cores that a run has occupied; their sum is what a cluster charges.
 *
 * @param used in tasks that succeeded
 * @param lost in tasks that failed, or whose executor was lost
 * @param waiting the rest of the time in which the run had executors
 */
public record CoreHours(double used, double lost, double waiting) {
    public static final CoreHours NONE = new CoreHours(0, 0, 0);

    /** Returns the sum of two; null is none. */
    static CoreHours sum(CoreHours one, CoreHours other) {
        CoreHours a = one == null ? NONE : one;
        CoreHours b = other == null ? NONE : other;
        return new CoreHours(a.used + b.used, a.lost + b.lost, a.waiting + b.waiting);
    }
}
