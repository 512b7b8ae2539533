package dev.convoy.jobs;

/** A verb that another jar adds: a picocli command, found by {@link java.util.ServiceLoader}. */
public interface AddedVerb extends Runnable {}
