package dev.convoy.jobs.submit;

/** The kinds of cluster that spark-submit tells apart, by the master's URL. */
enum MasterKind {
    LOCAL,
    LOCAL_CLUSTER,
    STANDALONE,
    YARN,
    KUBERNETES,
    OTHER;

    static MasterKind of(String master) {
        if (master.startsWith("local-cluster")) {
            return LOCAL_CLUSTER;
        }
        if (master.startsWith("local")) {
            return LOCAL;
        }
        if (master.startsWith("spark:")) {
            return STANDALONE;
        }
        if (master.equals("yarn")) {
            return YARN;
        }
        return master.startsWith("k8s:") ? KUBERNETES : OTHER;
    }

    /** Returns the preset for this kind, used if the user names none. */
    String preset() {
        return switch (this) {
            case LOCAL_CLUSTER -> "local-cluster";
            case STANDALONE -> "standalone";
            case YARN -> "yarn";
            case KUBERNETES -> "k8s";
            case LOCAL, OTHER -> "local";
        };
    }
}
