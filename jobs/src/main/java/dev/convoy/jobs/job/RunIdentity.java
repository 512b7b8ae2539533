package dev.convoy.jobs.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A run folder belongs to the configuration of its first run. */
public final class RunIdentity {
    private RunIdentity() {}

    /** @throws InvalidInputException naming the first key in which the folder's run differs from this one */
    public static void requireSame(RunFolder folder, Map<String, String> identity) throws IOException {
        Optional<byte[]> before = folder.read(RunSummary.FILE);
        if (before.isEmpty()) {
            return;
        }
        RunSummary.Head owner = owner(before.get(), folder);
        // A key may exist on one side only. It says more than those that change with it, such as the model's hash.
        Set<String> keys = new LinkedHashSet<>(owner.identity().keySet());
        keys.removeAll(identity.keySet());
        keys.addAll(identity.keySet());
        for (String key : keys) {
            String theirs = owner.identity().getOrDefault(key, "unset");
            String ours = identity.getOrDefault(key, "unset");
            if (!ours.equals(theirs)) {
                throw new InvalidInputException(
                        "run.dir must be new or belong to the same configuration",
                        folder.path() + " with " + key + " = " + theirs + ", now " + ours,
                        "Give another -D run.dir=FOLDER.");
            }
        }
    }

    private static RunSummary.Head owner(byte[] json, RunFolder folder) throws IOException {
        JsonProcessingException cause = null;
        try {
            RunSummary.Head owner = Json.reader(RunSummary.Head.class).readValue(json);
            // JSON's null is not a summary.
            if (owner != null && owner.identity() != null) {
                return owner;
            }
        } catch (JsonProcessingException e) {
            cause = e;
        }
        throw new InvalidInputException(
                "run.dir must be new or have a " + RunSummary.FILE + " that says what it belongs to",
                folder.path() + " with another",
                "Give another -D run.dir=FOLDER.",
                cause);
    }
}
