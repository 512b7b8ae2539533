/**
 * The job's configuration: HOCON, read once into records whose constructors check every value.
 *
 * <p>Called by {@code dev.convoy.jobs}; everything else is handed records. The only package that knows {@code
 * com.typesafe.config}.
 */
package dev.convoy.driver.config;
