/**
 * Images as unsigned bytes: decoding of files, resizing, cropping and flipping. All of it is a pure function of bytes and
 * settings. No Spark, no Hadoop.
 */
package dev.convoy.image;
