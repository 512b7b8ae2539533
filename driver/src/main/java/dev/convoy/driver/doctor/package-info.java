/**
 * Checks of a job before it reads data or holds a GPU: facts about settings, input and machines are collected first, and
 * each check is a function of them that needs neither Spark nor a cluster.
 */
package dev.convoy.driver.doctor;
