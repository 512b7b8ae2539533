package dev.convoy.driver.control;

/** Does what it takes to hold, and to go on. */
public interface Holder {
    /** @param reason why the run holds */
    void holds(String reason);

    /** Called again and again while the run holds. */
    default void waits() {}

    void goesOn();

    /** Returns one that does this, then the other. */
    default Holder and(Holder other) {
        Holder first = this;
        return new Holder() {
            @Override
            public void holds(String reason) {
                first.holds(reason);
                other.holds(reason);
            }

            @Override
            public void waits() {
                first.waits();
                other.waits();
            }

            @Override
            public void goesOn() {
                first.goesOn();
                other.goesOn();
            }
        };
    }

    /** Returns one that gives the executors back and asks for them again. */
    static Holder of(Executors executors) {
        return new Holder() {
            @Override
            public void holds(String reason) {
                executors.giveBack();
            }

            @Override
            public void goesOn() {
                executors.request();
            }
        };
    }
}
