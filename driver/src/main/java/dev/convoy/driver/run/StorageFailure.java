package dev.convoy.driver.run;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reasons why a file system refuses a file, as the operating system and Hadoop report them, with remedies. */
public enum StorageFailure {
    FULL(
            false,
            "must have room for what is written",
            "Make room, or write to another file system.",
            "no space left on device",
            "could only be written to 0 of",
            "not enough space"),
    QUOTA(
            false,
            "must have quota left for what is written",
            "Remove files or ask for a larger quota.",
            "disk quota exceeded",
            "quotaexceeded"),
    READ_ONLY(
            true,
            "must be writable",
            "It is mounted read-only: change that, or write to another file system.",
            "read-only file system"),
    SAFE_MODE(
            false,
            "must have left its safe mode",
            "HDFS leaves it by itself after a start: wait, or ask its administrator.",
            "is in safe mode"),
    PERMISSION(
            true,
            "must let this user read and write",
            "Change the permissions, or give another path.",
            "permission denied",
            "accesscontrolexception",
            "accessdeniedexception",
            "operation not permitted"),
    NOT_A_FOLDER(
            true,
            "must have folders, not files, on the way to what is written",
            "Give another folder, or move the file that is in the way.",
            "not a directory",
            "parentnotdirectoryexception",
            "filealreadyexistsexception"),
    DESCRIPTORS(false, "must be allowed enough open files", "Raise the limit with ulimit -n.", "too many open files"),
    DISK(
            false,
            "must be able to read and write its disk",
            "The disk or its network connection has failed: check it, then run the same command again.",
            "input/output error",
            "stale file handle",
            "transport endpoint is not connected");

    private final boolean lasting;
    private final String rule;
    private final String remedy;
    /** Regular expression for messages and class names in lower case. */
    private final String marks;

    StorageFailure(boolean lasting, String rule, String remedy, String... marks) {
        this.lasting = lasting;
        this.rule = rule;
        this.remedy = remedy;
        this.marks = String.join("|", marks);
    }

    /** Returns the kind of storage failure that an exception reports, if it reports one. */
    public static Optional<StorageFailure> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = (cause.getClass().getSimpleName() + ": " + cause.getMessage()).toLowerCase(Locale.ROOT);
            for (StorageFailure kind : values()) {
                if (Pattern.compile(kind.marks).matcher(text).find()) {
                    return Optional.of(kind);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether an exception reports a storage failure that stays until somebody changes a setting. */
    public static boolean isLasting(Throwable failure) {
        return of(failure).filter(kind -> kind.lasting).isPresent();
    }

    /** Returns the rule, as the second half of a sentence about the file system or folder. */
    public String rule() {
        return rule;
    }

    /** Returns the remedy. */
    public String remedy() {
        return remedy;
    }
}
