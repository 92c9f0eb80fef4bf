package io.mysqlclone.innodb.source;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.snapshot.DonorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a recipient is told of data files, and which chunks are theirs. Not thread safe. */
public final class FileList {
    private final DonorServer server;
    private final Map<Path, Integer> blockSizes = new HashMap<>();

    /** For the files of a server. */
    public FileList(DonorServer server) {
        this.server = server;
    }

    /** FILE COPY of files in their order, with their chunks. */
    public List<SourceFile> of(List<FoundFile> ordered) throws IOException {
        List<SourceFile> list = new ArrayList<>(ordered.size());
        int chunk = 1;
        for (FoundFile found : ordered) {
            int chunks = Math.toIntExact(Math.ceilDiv(found.size(), server.chunkBytes()));
            FileDescriptor descriptor =
                    describe(found, SnapshotState.FILE_COPY, found.bits(), list.size(), chunk, chunk + chunks - 1);
            list.add(new SourceFile(found.path(), descriptor, found.key()));
            chunk += chunks;
        }
        return list;
    }

    /**
     * A file as it is told in some state.
     *
     * @param bits {@link FileFlags} of this telling
     */
    public FileDescriptor describe(
            FoundFile found, SnapshotState state, int bits, int index, int firstChunk, int lastChunk)
            throws IOException {
        return new FileDescriptor(
                state,
                found.size(),
                found.allocated(),
                found.stored(),
                found.stored().isTablespace() ? blockSize(found.path()) : 0,
                new FileFlags(bits),
                found.spaceId(),
                index,
                firstChunk,
                lastChunk,
                Optional.of(found.name()),
                Optional.empty());
    }

    /** Asked once a folder: there may be thousands of files. */
    private int blockSize(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Integer known = blockSizes.get(folder);
        if (known == null) {
            known = Math.toIntExact(Files.getFileStore(folder).getBlockSize());
            blockSizes.put(folder, known);
        }
        return known;
    }
}
