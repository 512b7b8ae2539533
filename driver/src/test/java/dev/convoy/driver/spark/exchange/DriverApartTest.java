package dev.convoy.driver.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.storage.TopologyMapper;
import org.junit.jupiter.api.Test;

class DriverApartTest {
    private final SparkConf conf =
            ExchangeProperties.set(new SparkConf(false), 1).set("spark.driver.host", "edge");

    @Test
    void theDriversMachineIsInAnotherRackThanAllOthers() throws ReflectiveOperationException {
        // As Spark creates it.
        TopologyMapper racks = Class.forName(conf.get("spark.storage.replication.topologyMapper"))
                .asSubclass(TopologyMapper.class)
                .getConstructor(SparkConf.class)
                .newInstance(conf);

        assertThat(racks.getTopologyForHost("node1"))
                .isEqualTo(racks.getTopologyForHost("node2"))
                .isNotEqualTo(racks.getTopologyForHost("edge"));
    }

    @Test
    void whatTheUserHasSetStays() {
        String mapper = "org.apache.spark.storage.DefaultTopologyMapper";
        SparkConf theirs = new SparkConf(false)
                .set("spark.storage.replication.topologyMapper", mapper)
                .set("spark.shuffle.sort.bypassMergeThreshold", "7");

        ExchangeProperties.set(theirs, 1);

        assertThat(theirs.get("spark.storage.replication.topologyMapper")).isEqualTo(mapper);
        assertThat(theirs.get("spark.shuffle.sort.bypassMergeThreshold")).isEqualTo("7");
    }
}
