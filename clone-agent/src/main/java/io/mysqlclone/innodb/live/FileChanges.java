package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.source.FileList;
import io.mysqlclone.innodb.source.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What became of files since FILE COPY began (section 7.3), and where the pages of each tablespace go.
 *
 * @param descriptors in state PAGE COPY
 * @param targets by tablespace id, of those that are there at the point
 */
record FileChanges(List<FileDescriptor> descriptors, Map<Long, ChangedPagesPlan.Target> targets) {
    /**
     * Compares.
     *
     * @param listed the files of FILE COPY
     * @param had whether recipients have a file, and not only one with its tablespace id; else it is a new one
     * @param now the files at the point
     * @param keys in clear, of the encrypted ones among them
     */
    static FileChanges between(
            List<SourceFile> listed,
            Predicate<LiveFile> had,
            FileWalk.Files now,
            Map<Long, TablespaceKey> keys,
            DonorServer server,
            FspFlags serverFlags)
            throws IOException {
        List<FileDescriptor> descriptors = new ArrayList<>();
        Map<Long, ChangedPagesPlan.Target> targets = new HashMap<>();
        Map<Long, LiveFile> added = new java.util.TreeMap<>(now.others());
        List<ChangedPagesPlan.Target.Part> system = new ArrayList<>();
        var list = new FileList(server);
        for (SourceFile file : listed) {
            FileDescriptor old = file.descriptor();
            if (old.spaceId() == SpaceIds.SYSTEM) {
                long size = now.system().get(system.size()).found().size();
                system.add(new ChangedPagesPlan.Target.Part(old.fileIndex(), size));
                continue;
            }
            if (old.spaceId() == SpaceIds.BUFFER_POOL_DUMP) {
                continue;
            }
            LiveFile live = now.others().get(old.spaceId());
            if (live == null || !had.test(live)) {
                descriptors.add(told(old, new FileFlags(old.flags().bits() | FileFlags.DELETED)));
                continue;
            }
            added.remove(old.spaceId());
            targets.put(old.spaceId(), target(live, old.fileIndex(), keys, serverFlags));
            boolean renamed = !live.found().name().equals(old.name().orElseThrow());
            if (renamed
                    || live.found().bits() != old.flags().bits()
                    || live.found().stored().raw() != old.fspFlags().raw()) {
                descriptors.add(list.describe(
                        live.found(),
                        SnapshotState.PAGE_COPY,
                        live.found().bits() | (renamed ? FileFlags.RENAMED : 0),
                        old.fileIndex(),
                        old.firstChunk(),
                        old.lastChunk()));
            }
        }
        int index = listed.size();
        for (LiveFile live : added.values()) {
            descriptors.add(list.describe(
                    live.found(), SnapshotState.PAGE_COPY, live.found().bits(), index, 1, 1));
            targets.put(live.spaceId(), target(live, index, keys, serverFlags));
            index++;
        }
        targets.put(
                SpaceIds.SYSTEM,
                new ChangedPagesPlan.Target(system, flags(now.system().getFirst(), serverFlags), Optional.empty()));
        return new FileChanges(descriptors, targets);
    }

    private static ChangedPagesPlan.Target target(
            LiveFile file, int index, Map<Long, TablespaceKey> keys, FspFlags serverFlags) {
        return new ChangedPagesPlan.Target(
                List.of(new ChangedPagesPlan.Target.Part(index, file.found().size())),
                flags(file, serverFlags),
                Optional.ofNullable(keys.get(file.spaceId())));
    }

    /** Undo tablespaces of 16 KiB pages have no flags. */
    static FspFlags flags(LiveFile file, FspFlags serverFlags) {
        return file.found().stored().raw() == 0 ? serverFlags : file.found().stored();
    }

    private static FileDescriptor told(FileDescriptor old, FileFlags flags) {
        return new FileDescriptor(
                SnapshotState.PAGE_COPY,
                old.fileSize(),
                old.allocatedSize(),
                old.fspFlags(),
                old.fsBlockSize(),
                flags,
                old.spaceId(),
                old.fileIndex(),
                old.firstChunk(),
                old.lastChunk(),
                old.name(),
                Optional.empty());
    }
}
