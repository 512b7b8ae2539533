package dev.convoy.driver.dataset.parquet;

/** The part of an {@link ImageRow} that training and prediction use. */
public record StoredImage(String id, int label, byte[] pixels) {}
