/**
 * The evaluation that a run ends with, in detail: {@code conclusion.json}, with the images that say most about the network.
 */
package dev.convoy.driver.report.evaluation;
