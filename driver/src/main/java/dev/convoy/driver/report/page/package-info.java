/**
 * The report of runs as one page of HTML, made from the files of their folders alone: from {@code RunReader} to {@code
 * ReportPage}.
 */
package dev.convoy.driver.report.page;
