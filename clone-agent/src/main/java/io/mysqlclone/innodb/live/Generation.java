package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.donor.FileCopyPlan;
import io.mysqlclone.innodb.donor.SharedScan;
import io.mysqlclone.innodb.source.SourceFile;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What recipients that began at about the same time share: one list of files, one scan of them, and the moment since which
 * changed pages are noted.
 *
 * @param id of the snapshot that their clones are of
 * @param trackedFrom a checkpoint: what is written behind it is noted
 * @param files of FILE COPY
 * @param listed the same by tablespace id, but for the system tablespace, as they were found
 * @param folders that have files of FILE COPY, by the names that recipients are told
 * @param opener finds them again when they are renamed
 * @param dump of the buffer pool, which is among the files
 */
record Generation(
        long id,
        long trackedFrom,
        List<SourceFile> files,
        Map<Long, LiveFile> listed,
        Set<String> folders,
        OpenTablespace opener,
        FileCopyPlan fileCopy,
        SharedScan scan,
        Optional<BufferPoolDump> dump)
        implements Closeable {
    Generation {
        files = List.copyOf(files);
        listed = Map.copyOf(listed);
        folders = Set.copyOf(folders);
    }

    /**
     * Whether FILE COPY has this very file, for all recipients, under a name from which they can rename it: a stock recipient
     * makes no directory for that.
     */
    boolean has(LiveFile file) {
        LiveFile before = listed.get(file.spaceId());
        return before != null
                && before.identity().equals(file.identity())
                && !opener.dropped().contains(file.spaceId())
                && (before.found().name().equals(file.found().name())
                        || folders.contains(folder(file.found().name())));
    }

    /** Of a name as recipients are told it. */
    static String folder(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** Whether a file that FILE COPY has is longer by now. */
    boolean hasGrown(LiveFile file) {
        LiveFile before = listed.get(file.spaceId());
        return before != null && before.found().size() != file.found().size();
    }

    /** No recipient needs it any more. */
    @Override
    public void close() {
        dump.ifPresent(BufferPoolDump::close);
    }
}
