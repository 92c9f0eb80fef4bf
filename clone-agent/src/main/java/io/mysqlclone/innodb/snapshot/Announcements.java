package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a donor announces when a state starts must agree with itself: the counts with one another, the list of files
 * with the chunks. Everything later is checked against it.
 */
public final class Announcements {
    /** Far more than any server holds, in bytes. */
    private static final long MAX_ESTIMATE = 1L << 56;

    /** A donor archives its log in about a thousand files at most. */
    private static final int MAX_REDO_FILES = 1 << 16;

    private static final String BUFFER_POOL_DUMP = "ib_buffer_pool";
    private static final String DICTIONARY = "mysql.ibd";

    private Announcements() {}

    /**
     * Checks the start of a state.
     *
     * @param files the list of FILE COPY, or what DDL did to files before another state
     * @throws EngineException DONOR_VIOLATION, saying what does not agree
     */
    public static void check(StateDescriptor start, List<FileDescriptor> files, DonorServer donor)
            throws EngineException {
        checkCounts(start);
        for (FileDescriptor file : files) {
            checkFlags(file, donor);
            if (file.flags().isDeleted() && isIndispensable(file)) {
                throw EngineException.violation(
                        "the donor says that " + name(file) + " was dropped, which no server does");
            }
        }
        if (start.state() == SnapshotState.FILE_COPY) {
            checkChunks(start, files, donor);
            checkNames(files);
        }
    }

    /** What can be said of the start of a state before its files are known, and before memory is looked for. */
    public static void checkCounts(StateDescriptor start) throws EngineException {
        if (start.chunks() > ChunkMap.MAX_CHUNKS) {
            throw violation(start, start.chunks() + " chunks; a snapshot has at most " + ChunkMap.MAX_CHUNKS);
        }
        if (start.estimateBytes() > MAX_ESTIMATE || start.estimateDiskBytes() > MAX_ESTIMATE) {
            throw violation(
                    start,
                    "an estimate of " + Math.max(start.estimateBytes(), start.estimateDiskBytes())
                            + " bytes; no server holds so much");
        }
        long pageChunks = Math.ceilDiv(start.files(), DonorServer.PAGES_PER_CHUNK);
        if (start.state() == SnapshotState.PAGE_COPY && start.chunks() != pageChunks) {
            throw violation(
                    start,
                    start.chunks() + " chunks for " + start.files() + " pages, which make " + pageChunks + " chunks");
        }
        if (start.state() == SnapshotState.REDO_COPY && start.files() > MAX_REDO_FILES) {
            throw violation(start, start.files() + " redo files; a snapshot has at most " + MAX_REDO_FILES);
        }
        if (start.state() == SnapshotState.REDO_COPY && (start.files() < 1 || start.chunks() < start.files() + 1)) {
            throw violation(
                    start,
                    start.chunks() + " chunks in " + start.files() + " redo files; each has one, and"
                            + " header and trailer have theirs");
        }
    }

    private static void checkFlags(FileDescriptor file, DonorServer donor) throws EngineException {
        FspFlags flags = file.fspFlags();
        boolean dump = file.spaceId() == SpaceIds.BUFFER_POOL_DUMP;
        if (dump != name(file).equals(BUFFER_POOL_DUMP) || dump == flags.isTablespace()) {
            throw EngineException.violation("the donor names " + name(file) + " with tablespace id " + file.spaceId()
                    + " and flags " + flags + ", which do not belong together");
        }
        checkName(file, dump);
        // Undo tablespaces of 16 KiB pages have no flags.
        boolean fits = flags.raw() == 0 || (flags.isSane() && flags.logicalPageSize() == donor.pageSize());
        if (!dump && !fits) {
            throw EngineException.violation("the flags " + flags + " of " + name(file)
                    + " are not those of a tablespace with the donor's innodb_page_size " + donor.pageSize());
        }
    }

    /**
     * Only the files of the system tablespace, undo tablespaces and the dump have names of any form: under another's such a
     * name would replace a file that is none of InnoDB's.
     */
    private static void checkName(FileDescriptor file, boolean dump) throws EngineException {
        if (file.flags().isDeleted() || SpaceIds.isUndo(file.spaceId())) {
            return;
        }
        boolean free = dump || file.spaceId() == SpaceIds.SYSTEM;
        boolean fits = free ? !name(file).endsWith(".ibu") : name(file).endsWith(".ibd");
        if (!fits) {
            throw EngineException.violation("the donor names tablespace " + file.spaceId() + " " + name(file)
                    + ", which is not the name of such a one");
        }
    }

    /** In FILE COPY the chunks are numbered through all files without a gap. */
    private static void checkChunks(StateDescriptor start, List<FileDescriptor> files, DonorServer donor)
            throws EngineException {
        long next = 1;
        for (FileDescriptor file : files) {
            long last = next + Math.ceilDiv(file.fileSize(), donor.chunkBytes()) - 1;
            if (file.firstChunk() != next || file.lastChunk() != last) {
                throw EngineException.violation("the donor gives " + name(file) + " with " + file.fileSize()
                        + " bytes the chunks " + file.firstChunk() + " to " + file.lastChunk() + "; they must be "
                        + next + " to " + last);
            }
            next = last + 1;
        }
        if (start.chunks() != next - 1) {
            throw violation(start, start.chunks() + " chunks, but its files have " + (next - 1));
        }
    }

    private static void checkNames(List<FileDescriptor> files) throws EngineException {
        Set<String> names = new HashSet<>();
        boolean system = false;
        boolean dictionary = false;
        for (FileDescriptor file : files) {
            if (!names.add(withoutDot(name(file)))) {
                throw EngineException.violation("the donor names two files " + name(file));
            }
            system |= file.spaceId() == SpaceIds.SYSTEM;
            dictionary |= file.spaceId() == SpaceIds.DICTIONARY
                    && withoutDot(name(file)).equals(DICTIONARY);
        }
        if (!system || !dictionary) {
            throw EngineException.violation("the donor's list of files has no "
                    + (system ? "data dictionary (mysql.ibd)" : "system tablespace") + "; no server starts without it");
        }
    }

    /** Whether no server can be without the file. */
    static boolean isIndispensable(FileDescriptor file) {
        return file.spaceId() == SpaceIds.SYSTEM || file.spaceId() == SpaceIds.DICTIONARY;
    }

    private static String withoutDot(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static String name(FileDescriptor file) {
        return file.name().orElse("file " + file.fileIndex());
    }

    private static EngineException violation(StateDescriptor start, String what) {
        return EngineException.violation(
                "the donor announces for " + start.state().stageName() + " " + what);
    }
}
