package dev.convoy.driver.plan;

/** How often an epoch uses each example. */
public enum Sampling {
    /** Each example once. */
    SHUFFLE,
    /** Examples of each class equally often: see {@link BalancedShuffle}. */
    BALANCED
}
