/** The command line of {@code submit.sh}, and the options of spark-submit in it. */
package dev.convoy.jobs.submit.arguments;
