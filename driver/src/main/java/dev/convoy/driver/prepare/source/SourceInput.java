package dev.convoy.driver.prepare.source;

import dev.convoy.driver.prepare.source.files.Listing;
import org.apache.hadoop.conf.Configuration;

/** What a format opens: the files that were listed, and what the user said about them. */
public record SourceInput(Listing listing, SourceOptions options, Configuration hadoop) {}
