/** The verb {@code doctor}, and the checks that {@code train} makes before and just after it opens the cluster. */
package dev.convoy.jobs.doctor;
