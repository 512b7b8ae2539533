package dev.convoy.jobs.submit.arguments;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The options that this Spark's spark-submit knows, from the table in Spark's own launcher. */
public final class SparkOptions {
    private static final String TABLE = "org.apache.spark.launcher.SparkSubmitOptionParser";

    private final Map<String, String> fullNames = new HashMap<>();
    private final Set<String> switches = new HashSet<>();

    /** Reads the table, which is not public. */
    public SparkOptions() {
        try {
            Class<?> parser = Class.forName(TABLE);
            Constructor<?> constructor = parser.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object table = constructor.newInstance();
            add(table, "opts");
            Set<String> withValue = Set.copyOf(fullNames.keySet());
            add(table, "switches");
            switches.addAll(fullNames.keySet());
            switches.removeAll(withValue);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Spark's launcher has no table of options in " + TABLE, e);
        }
    }

    private void add(Object table, String name) throws ReflectiveOperationException {
        Field field = table.getClass().getDeclaredField(name);
        field.setAccessible(true);
        for (String[] aliases : (String[][]) field.get(table)) {
            for (String alias : aliases) {
                fullNames.put(alias, aliases[0]);
            }
        }
    }

    /** Whether it is an option without a value, such as {@code --supervise}. */
    public boolean isSwitch(String name) {
        return switches.contains(name);
    }

    /** Whether it is an option that the next argument belongs to. */
    public boolean takesValue(String name) {
        return fullNames.containsKey(name) && !switches.contains(name);
    }

    /** Returns the full name of an option: {@code --conf} for {@code -c}. */
    public String fullName(String name) {
        return fullNames.get(name);
    }
}
