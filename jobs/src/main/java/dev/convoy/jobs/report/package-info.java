/** The verb {@code report}, and the report that each run ends with. */
package dev.convoy.jobs.report;
