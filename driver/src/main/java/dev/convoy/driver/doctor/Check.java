package dev.convoy.driver.doctor;

import java.util.Optional;

/** Looks for one kind of mistake. */
interface Check {
    /** Returns what is wrong; empty also if the facts do not say. */
    Optional<Finding> find(Facts facts);
}
