package dev.convoy.driver.live.mlflow;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Address of an MLflow tracking server.
 *
 * @param address without user and password
 * @param authorization value of the HTTP header; never printed
 * @param experiment name of the experiment that gets the runs
 */
public record TrackingServer(String address, Optional<String> authorization, String experiment) {
    private static final String DEFAULT_EXPERIMENT = "convoy";

    /** @param environment with MLflow's variables; a user in the address comes first */
    public static TrackingServer of(URI given, Map<String, String> environment) {
        return new TrackingServer(
                withoutUser(given),
                Optional.ofNullable(given.getUserInfo())
                        .map(TrackingServer::basic)
                        .or(() -> authorization(environment)),
                environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", DEFAULT_EXPERIMENT));
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        String password = environment.get("MLFLOW_TRACKING_PASSWORD");
        if (user != null && password != null) {
            return Optional.of(basic(user + ":" + password));
        }
        return Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN")).map(token -> "Bearer " + token);
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static String withoutUser(URI given) {
        String path = given.getPath() == null ? "" : given.getPath().replaceAll("/+$", "");
        try {
            return new URI(given.getScheme(), null, given.getHost(), given.getPort(), path, null, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("an address stays one without its user", e);
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
