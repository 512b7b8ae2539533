/** The job's configuration: HOCON, read once into records whose constructors check every value. */
package dev.convoy.driver.config;
