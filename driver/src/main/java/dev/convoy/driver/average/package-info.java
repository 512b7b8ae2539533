/**
 * The example-weighted average of the workers' vectors, with the running variances among them pooled as moments; and the
 * optimizers that turn that average into the next parameters.
 */
package dev.convoy.driver.average;
