package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * FILE descriptors that wait for the state they belong to. It is the only thing of which a donor may send more the
 * longer it goes on, so that it is held to a share of the heap.
 */
final class IncomingFiles {
    /** Heap that a file takes beside its name, from here to the commit; measured generously. */
    private static final int BYTES_PER_FILE = 1024;

    /** Of a name: in the descriptor, in paths, in messages. */
    private static final int COPIES_OF_NAME = 4;

    private final long limit;
    private List<FileDescriptor> files = new ArrayList<>();
    private long bytes;

    /** @param limit bytes of heap that all files ever added may take */
    IncomingFiles(long limit) {
        this.limit = limit;
    }

    /** Half of what this process may have. */
    static IncomingFiles ofHeap() {
        return new IncomingFiles(Runtime.getRuntime().maxMemory() / 2);
    }

    int size() {
        return files.size();
    }

    void add(FileDescriptor file) throws EngineException {
        requireRoom(1);
        bytes += BYTES_PER_FILE
                + COPIES_OF_NAME * (long) file.name().map(String::length).orElse(0);
        files.add(file);
    }

    /** @throws EngineException REFUSED when {@code more} files do not fit */
    void requireRoom(long more) throws EngineException {
        if (bytes + more * BYTES_PER_FILE > limit) {
            long needed = 2 * (bytes + more * BYTES_PER_FILE);
            throw new EngineException(
                    EngineException.Kind.REFUSED,
                    "the donor names " + (files.size() + more) + " files, for which this process has not enough memory",
                    Optional.of("give it more with CLONE_AGENT_JAVA_OPTS=-Xmx" + ((needed >> 20) + 32) + "m"),
                    null);
        }
    }

    /** Hands out what has come and starts anew; the memory stays counted, because it stays in use. */
    List<FileDescriptor> take() {
        List<FileDescriptor> taken = files;
        files = new ArrayList<>();
        return taken;
    }
}
