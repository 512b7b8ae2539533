package dev.convoy.driver.report;

/** Scores of a class; 0 where nothing can be divided. */
public record ClassScores(String name, long images, double precision, double recall, double f1) {}
