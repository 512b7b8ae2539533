package dev.convoy.driver.round;

/** A round or an evaluation took longer than a run's deadline allows. The progress before it can still be saved. */
public final class OutOfTimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTimeException(Throwable cause) {
        super("the run's time is over", cause);
    }
}
