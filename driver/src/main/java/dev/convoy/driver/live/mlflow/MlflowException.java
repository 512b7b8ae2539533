package dev.convoy.driver.live.mlflow;

import java.io.IOException;

/** The tracking server answered with an error. */
final class MlflowException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_CHARACTERS = 300;

    private final String code;

    /** @param code MLflow's {@code error_code}; empty if the answer has none */
    MlflowException(String request, int status, String code, String message) {
        super(request + ": HTTP status " + status + " " + code + " "
                + message.substring(0, Math.min(message.length(), MAX_CHARACTERS)));
        this.code = code;
    }

    /** Whether what the request names does not exist. */
    boolean isMissing() {
        return code.equals("RESOURCE_DOES_NOT_EXIST");
    }

    /** Whether what the request names was deleted: MLflow keeps it, but refuses to change it. */
    boolean isDeleted() {
        return code.equals("INVALID_PARAMETER_VALUE") && getMessage().contains("'active' state");
    }
}
