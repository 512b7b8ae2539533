/**
 * Parts of a network's configuration that Deeplearning4j has none for: learning rate schedules and LARS. They are written
 * into the configuration as Deeplearning4j's own are.
 */
package dev.convoy.learning;
