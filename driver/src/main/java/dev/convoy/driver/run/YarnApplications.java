package dev.convoy.driver.run;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applications of the YARN cluster that the Hadoop configuration names. */
public record YarnApplications(Configuration hadoop) implements Applications {
    private static final Logger LOG = LoggerFactory.getLogger(YarnApplications.class);
    private static final Set<YarnApplicationState> ENDED =
            EnumSet.of(YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);
    private static final int CONNECT_MILLIS = 10_000;

    /** Returns a configuration whose clients wait so long for a resource manager, where the default is 15 minutes. */
    public static YarnConfiguration within(Configuration hadoop, int millis) {
        YarnConfiguration yarn = new YarnConfiguration(hadoop);
        yarn.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, millis);
        yarn.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, millis / 3);
        yarn.setInt("ipc.client.connect.max.retries", 1);
        return yarn;
    }

    @Override
    public Optional<Boolean> hasEnded(String application) {
        if (!application.startsWith("application_") || !namesResourceManager()) {
            return Optional.empty();
        }
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(within(hadoop, CONNECT_MILLIS));
            client.start();
            ApplicationId id = ApplicationId.fromString(application);
            return Optional.of(ENDED.contains(client.getApplicationReport(id).getYarnApplicationState()));
        } catch (ApplicationNotFoundException e) {
            return Optional.of(true);
        } catch (YarnException | IOException | RuntimeException e) {
            LOG.warn("the resource manager does not report whether {} runs", application, e);
            return Optional.empty();
        }
    }

    /** Whether the address is configured; without it, a client would ask this machine again and again. */
    private boolean namesResourceManager() {
        YarnConfiguration yarn = new YarnConfiguration(hadoop);
        return yarn.getBoolean(YarnConfiguration.RM_HA_ENABLED, false)
                || !yarn.get(YarnConfiguration.RM_HOSTNAME, "0.0.0.0").equals("0.0.0.0")
                || !yarn.get(YarnConfiguration.RM_ADDRESS, "0.0.0.0:").startsWith("0.0.0.0:");
    }
}
