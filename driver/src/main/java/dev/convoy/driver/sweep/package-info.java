/** What a sweep decides: its trials, and which of them go on. Pure functions of its settings and of results. */
package dev.convoy.driver.sweep;
