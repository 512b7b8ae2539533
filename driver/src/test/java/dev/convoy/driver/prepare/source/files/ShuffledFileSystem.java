package dev.convoy.driver.prepare.source.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.util.functional.RemoteIterators;

/** Lists folders in another order. */
public class ShuffledFileSystem extends FilterFileSystem {
    private final Random random;

    public ShuffledFileSystem(FileSystem files, long seed) {
        super(files);
        this.random = new Random(seed);
    }

    @Override
    public RemoteIterator<FileStatus> listStatusIterator(Path folder) throws IOException, FileNotFoundException {
        List<FileStatus> found = Arrays.asList(fs.listStatus(folder));
        Collections.shuffle(found, random);
        Iterator<FileStatus> iterator = found.iterator();
        return RemoteIterators.remoteIteratorFromIterator(iterator);
    }
}
