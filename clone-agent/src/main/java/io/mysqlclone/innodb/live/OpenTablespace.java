package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.donor.FileCopyPlan;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.source.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens a file of FILE COPY wherever it is by now: a path may lead to another tablespace than it did when the clone began,
 * while one that was renamed is to be read on. A file that is open stays the same, whatever becomes of its name.
 */
final class OpenTablespace implements FileCopyPlan.Opener {
    private final FileWalk walk;
    private final Map<Long, Path> moved = new ConcurrentHashMap<>();
    private final Set<Long> dropped = ConcurrentHashMap.newKeySet();

    private final Optional<FileChannel> dump;

    /** @param dump of the buffer pool, kept by who made this */
    OpenTablespace(FileWalk walk, Optional<FileChannel> dump) {
        this.walk = walk;
        this.dump = dump;
    }

    /** Whether an open file is that of a tablespace: what its first page says at its fixed place. */
    static boolean isOf(FileChannel channel, long spaceId) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(PageHeader.LENGTH);
        while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {}
        return !header.hasRemaining() && PageHeader.spaceId(header, 0) == spaceId;
    }

    @Override
    public Optional<FileCopyPlan.Opened> open(SourceFile file) throws DonorException {
        long spaceId = file.descriptor().spaceId();
        if (spaceId == SpaceIds.BUFFER_POOL_DUMP) {
            return dump.map(channel -> new FileCopyPlan.Opened(channel, Optional.empty(), () -> {}));
        }
        try {
            if (dropped.contains(spaceId)) {
                return Optional.empty();
            }
            Path path = moved.getOrDefault(spaceId, file.path());
            Optional<FileCopyPlan.Opened> found = open(file, path);
            if (found.isPresent() || spaceId == SpaceIds.SYSTEM) {
                return found;
            }
            return lookFor(file);
        } catch (IOException e) {
            throw e instanceof DonorException known
                    ? known
                    : new DonorException(DonorException.READ, file.path() + " can't be read: " + e.getMessage(), e);
        }
    }

    /** One at a time: who comes next profits. */
    private synchronized Optional<FileCopyPlan.Opened> lookFor(SourceFile file) throws IOException {
        long spaceId = file.descriptor().spaceId();
        FileWalk.Files now = walk.walk(List.of());
        now.others().forEach((id, live) -> moved.put(id, live.found().path()));
        moved.keySet().retainAll(now.others().keySet());
        Path path = moved.get(spaceId);
        Optional<FileCopyPlan.Opened> found = path == null ? Optional.empty() : open(file, path);
        if (found.isEmpty()) {
            dropped.add(spaceId);
        }
        return found;
    }

    /**
     * Tablespaces of which somebody was told that they were dropped. One that was only being renamed may be among them: it is
     * a new file then.
     */
    Set<Long> dropped() {
        return dropped;
    }

    private static Optional<FileCopyPlan.Opened> open(SourceFile file, Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileWalk.open(path);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        boolean right = false;
        try {
            long spaceId = file.descriptor().spaceId();
            right = channel.size() >= file.descriptor().fileSize()
                    && (spaceId == SpaceIds.SYSTEM || isOf(channel, spaceId));
            return right ? Optional.of(new FileCopyPlan.Opened(channel, Optional.empty(), channel)) : Optional.empty();
        } finally {
            if (!right) {
                channel.close();
            }
        }
    }
}
