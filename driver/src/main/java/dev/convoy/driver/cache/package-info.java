/**
 * The shards that an executor needs, as flat files on its host's local disks: bounded, shared by the executors of a host,
 * and copied again if they are lost or damaged.
 */
package dev.convoy.driver.cache;
