package dev.convoy.driver.prepare.source.binary;

import dev.convoy.driver.prepare.source.files.FileStart;

/** CIFAR-10 or CIFAR-100. */
enum CifarKind {
    CIFAR_10(1, 10, "batches.meta.txt"),
    CIFAR_100(2, 100, "fine_label_names.txt");

    static final int SIDE = 32;
    static final int PIXEL_BYTES = SIDE * SIDE * 3;

    private static final int COARSE_CLASSES = 20;

    private final int labelBytes;
    private final int classes;
    private final String namesFile;

    CifarKind(int labelBytes, int classes, String namesFile) {
        this.labelBytes = labelBytes;
        this.classes = classes;
        this.namesFile = namesFile;
    }

    /** Returns null if the file is neither. */
    static CifarKind of(FileStart file) {
        for (CifarKind kind : values()) {
            if (!file.isZipped()
                    && file.length() > 0
                    && file.length() % kind.recordBytes() == 0
                    && kind.hasLabels(file.bytes())) {
                return kind;
            }
        }
        return null;
    }

    private boolean hasLabels(byte[] start) {
        for (int i = 0; i + labelBytes <= start.length; i += recordBytes()) {
            boolean coarse = labelBytes == 1 || (start[i] & 0xff) < COARSE_CLASSES;
            if (!coarse || (start[i + labelBytes - 1] & 0xff) >= classes) {
                return false;
            }
        }
        return true;
    }

    int recordBytes() {
        return labelBytes + PIXEL_BYTES;
    }

    /** Bytes before the pixels; the last one is the label. */
    int labelBytes() {
        return labelBytes;
    }

    int classes() {
        return classes;
    }

    /** Name of the file with the names of the classes. */
    String namesFile() {
        return namesFile;
    }
}
