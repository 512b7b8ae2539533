package dev.convoy.jobs.sweep;

import dev.convoy.driver.sweep.Trial;

/**
 * The training of a trial to a rung.
 *
 * @param rung from 1
 */
record Training(Trial trial, int rung) {}
