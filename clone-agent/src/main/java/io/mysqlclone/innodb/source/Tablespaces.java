package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.FirstPage;
import io.mysqlclone.innodb.page.PageEncryption;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.storage.AllocatedSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Reads what the first page of each tablespace says of it, and makes the list of files that a recipient is given. */
final class Tablespaces {
    private final Path dataDir;
    private final UnaryOperator<Path> places;
    private final MasterKeys keys;
    private final ByteBuffer page = ByteBuffer.allocate(FirstPage.MAX_LENGTH);
    private final List<FoundFile> system = new ArrayList<>();
    /** By tablespace id. */
    private final Map<Long, FoundFile> others = new TreeMap<>();

    private FspFlags serverFlags = new FspFlags(0);
    private int serverVersion;
    private long flushedLsn;

    /**
     * Of the data of one server.
     *
     * @param places where it has the file at a path, or is to have it
     */
    Tablespaces(Path dataDir, UnaryOperator<Path> places, MasterKeys keys) {
        this.dataDir = dataDir;
        this.places = places;
        this.keys = keys;
    }

    /** Reads the files of the system tablespace, the first thing to be read: they tell the page size. */
    void readSystem(List<Path> files) throws IOException {
        FirstPage first = firstPage(files.getFirst());
        FspFlags stored = FirstPage.storedFlags(page);
        if (first.spaceId() != SpaceIds.SYSTEM) {
            throw refused(files.getFirst() + " is not the first file of a system tablespace");
        }
        serverFlags = first.flags();
        serverVersion = first.serverVersion();
        flushedLsn = first.flushedLsn();
        long pages = 0;
        for (Path file : files) {
            long size = Files.size(file);
            pages += size / serverFlags.physicalPageSize();
            system.add(new FoundFile(
                    file,
                    name(places.apply(file)),
                    SpaceIds.SYSTEM,
                    stored,
                    size,
                    AllocatedSize.of(file, size),
                    0,
                    Optional.empty()));
        }
        requireLength(files.getLast(), first, pages);
    }

    /** Reads other tablespaces. */
    void read(Collection<Path> files) throws IOException {
        for (Path file : files) {
            FoundFile found = tablespace(file);
            FoundFile other = others.putIfAbsent(found.spaceId(), found);
            if (other != null) {
                throw refused(file + " and " + other.path() + " have the same tablespace id " + found.spaceId()
                        + ", with which no server starts: move the one away that is not the server's");
            }
        }
    }

    /** Reads files that only the dictionary tells of; one that was found somewhere else before is that one. */
    void readNamed(Collection<Path> files) throws IOException {
        for (Path file : files) {
            FoundFile found = tablespace(file);
            others.putIfAbsent(found.spaceId(), found);
        }
    }

    /** How to read the dictionary, when it is encrypted. */
    Optional<PageEncryption> dictionary() {
        return Optional.ofNullable(others.get(SpaceIds.DICTIONARY))
                .flatMap(FoundFile::key)
                .map(PageEncryption::new);
    }

    /** What the pages of the system tablespace are of. */
    DonorServer server() {
        return new DonorServer(serverFlags.logicalPageSize(), serverVersion);
    }

    /** Where the log ended when a server last stopped in an orderly way, as it noted in the system tablespace. */
    long flushedLsn() {
        return flushedLsn;
    }

    private FoundFile tablespace(Path file) throws IOException {
        FirstPage first = firstPage(file);
        FspFlags stored = FirstPage.storedFlags(page);
        if (first.flags().logicalPageSize() != serverFlags.logicalPageSize()) {
            throw refused(file + " has pages of " + first.flags().logicalPageSize() + " bytes, and the server of "
                    + serverFlags.logicalPageSize() + ": it is not the server's, move it away");
        }
        long size = Files.size(file);
        requireLength(file, first, size / first.flags().physicalPageSize());
        Optional<TablespaceKey> key = first.flags().isEncrypted()
                ? Optional.of(keys.open(encryption(file, first.flags()), file.toString()))
                : Optional.empty();
        int bits = key.isPresent() ? FileFlags.ENCRYPTED : 0;
        long allocated = AllocatedSize.of(file, size);
        try (FileChannel channel = open(file)) {
            bits |= PageCompression.flags(channel, first.flags(), size, allocated);
        }
        return new FoundFile(
                file, wireName(file, first.spaceId()), first.spaceId(), stored, size, allocated, bits, key);
    }

    private EncryptionInfo encryption(Path file, FspFlags flags) throws EngineException {
        try {
            return EncryptionInfo.read(page, EncryptionInfo.offsetInFirstPage(flags));
        } catch (MalformedMessageException e) {
            throw refused(file + " is encrypted, but has no key in its first page (" + e.getMessage()
                    + "): restore it from a backup");
        }
    }

    private FirstPage firstPage(Path file) throws IOException {
        page.clear();
        try (FileChannel channel = open(file)) {
            while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {}
        }
        page.flip();
        if (page.limit() < PageHeader.LENGTH + FirstPage.HEADER_LENGTH) {
            throw refused(file + " has " + page.limit() + " bytes, less than a page: restore it from a backup");
        }
        FirstPage first = FirstPage.read(page, serverFlags);
        if (!first.flags().isSane() || first.verdict() != PageVerdict.VALID) {
            throw refused("page 0 of " + file + " is not the whole first page of a tablespace (flags " + first.flags()
                    + "): restore the file from a backup, or move it away if it is not the server's");
        }
        return first;
    }

    private static void requireLength(Path file, FirstPage first, long pages) throws EngineException {
        if (pages < first.sizeInPages()) {
            throw refused(file + " was truncated: its tablespace has " + first.sizeInPages()
                    + " pages by its header, but " + pages + " are there: restore it from a backup");
        }
    }

    /** Undo tablespaces have no place, only a name; what lies below the data directory is named from there. */
    private String wireName(Path path, long spaceId) {
        Path file = places.apply(path);
        if (SpaceIds.isUndo(spaceId) || spaceId == SpaceIds.DICTIONARY) {
            return name(file);
        }
        return file.startsWith(dataDir) ? "./" + dataDir.relativize(file) : file.toString();
    }

    /**
     * The list in a donor's order, with the chunks of each file.
     *
     * @param dump the list of pages that a server reads at its start, to be warm
     * @throws EngineException REFUSED when the dictionary is not there, or two files have one name
     */
    List<SourceFile> list(Optional<Path> dump) throws IOException {
        if (!others.containsKey(SpaceIds.DICTIONARY)) {
            throw refused(dataDir + " has no data dictionary (mysql.ibd): give the data directory of a server");
        }
        List<FoundFile> ordered = new ArrayList<>();
        if (dump.isPresent()) {
            ordered.add(FoundFile.dump(dump.get()));
        }
        ordered.addAll(system);
        ordered.addAll(others.values());
        Map<String, Path> names = new HashMap<>();
        for (FoundFile found : ordered) {
            Path other = names.putIfAbsent(found.name(), found.path());
            if (other != null) {
                throw refused(found.path() + " and " + other + " would both be called " + found.name()
                        + " in the clone: rename one of the undo tablespaces");
            }
        }
        return new FileList(server()).of(ordered);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
