/**
 * The example-weighted average of the workers' vectors, in which running variances are pooled as moments; and the
 * optimizers that turn this average into the next parameters.
 */
package dev.convoy.driver.average;
