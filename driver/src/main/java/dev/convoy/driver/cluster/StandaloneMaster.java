package dev.convoy.driver.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.master.MasterMessages.BoundPortsRequest$;
import org.apache.spark.deploy.master.MasterMessages.BoundPortsResponse;
import org.apache.spark.rpc.RpcAddress;
import scala.reflect.ClassTag$;

/**
 * The state of a standalone cluster, from the JSON of its master's web page. The master's answer to other processes by
 * RPC has no numbers of what is in use: those fields of {@code WorkerInfo} and {@code ApplicationInfo} are transient.
 */
final class StandaloneMaster {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StandaloneMaster() {}

    /**
     * Returns what the leading one of the masters reports: {@code workers} and {@code activeapps}.
     *
     * @param masters value of {@code spark.master}
     */
    static JsonNode state(String masters) throws IOException, InterruptedException {
        for (String address : masters.substring("spark://".length()).split(",", -1)) {
            RpcAddress master = RpcAddress.fromSparkURL("spark://" + address);
            BoundPortsResponse ports = SparkEnv.get()
                    .rpcEnv()
                    .setupEndpointRef(master, "Master")
                    .askSync(BoundPortsRequest$.MODULE$, ClassTag$.MODULE$.apply(BoundPortsResponse.class));
            JsonNode state = read(URI.create("http://" + master.host() + ":" + ports.webUIPort() + "/json/"));
            if (state.path("status").asText().equals("ALIVE")) {
                return state;
            }
        }
        throw new IOException("no master leads");
    }

    private static JsonNode read(URI page) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        return Json.reader(JsonNode.class)
                .readValue(client.send(
                                HttpRequest.newBuilder(page).timeout(PATIENCE).build(), BodyHandlers.ofByteArray())
                        .body());
    }
}
