package dev.convoy.driver.spark.exchange;

import org.apache.spark.SparkConf;
import org.apache.spark.storage.TopologyMapper;
import scala.Option;
import scala.Some;

/**
 * Tells Spark that the driver's machine is in another rack than all others. Of the places that have a piece of a
 * broadcast, an executor then prefers the other executors, so each piece leaves the driver about once. By default it
 * chooses at random; with two executors on machines of their own half of the state leaves the driver a second time.
 */
public final class DriverApart extends TopologyMapper {
    private final String driver;

    /** Called by Spark. */
    public DriverApart(SparkConf conf) {
        super(conf);
        driver = conf.get("spark.driver.host");
    }

    @Override
    public Option<String> getTopologyForHost(String host) {
        return Some.apply(host.equals(driver) ? "/driver" : "/executors");
    }
}
