package io.mysqlclone.innodb.live;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.page.FirstPage;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.innodb.source.FoundFile;
import io.mysqlclone.innodb.source.PageCompression;
import io.mysqlclone.storage.AllocatedSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Finds the data files of a running server, again and again: by the tablespace id in their first page, since names come and
 * go. What is not whole yet is left out; a later walk finds it.
 *
 * <p>A file's first page is read once: it has one id for as long as it is the same file. Only undo tablespaces are read each
 * time: a truncation removes the file and makes another one of the same name, which gets the number of the old one where the
 * file system gives numbers again (ext4, XFS). Not thread safe.
 */
final class FileWalk {
    private static final Pattern SYSTEM = Pattern.compile("ibdata\\d{1,9}");
    private static final Pattern TABLESPACE = Pattern.compile(".+\\.ib[du]|undo_\\d+");

    private static final String LOST_AND_FOUND = "lost+found";

    private static final int MOST_READS = 10;
    private static final long PAUSE_NANOS = 2_000_000;

    private final Mysqld.Places places;
    private final FspFlags serverFlags;
    private final Map<Object, Header> known = new HashMap<>();

    /**
     * What does not change in a file, but for an import, which has its file read again.
     *
     * @param share of its size that was on disk when it was read
     */
    private record Header(
            Path path, long spaceId, FspFlags stored, Optional<EncryptionInfo> info, int bits, double share) {}

    FileWalk(Mysqld.Places places) {
        this.places = places;
        this.serverFlags = FspFlags.ofPageSize(places.pageSize());
    }

    /**
     * The files of a moment.
     *
     * @param system those of the system tablespace, in their order
     * @param others all other tablespaces, by their ids
     */
    record Files(List<LiveFile> system, Map<Long, LiveFile> others) {
        /** All, in a donor's order. */
        List<LiveFile> all() {
            List<LiveFile> all = new ArrayList<>(system);
            all.addAll(others.values());
            return all;
        }
    }

    /**
     * Looks at what there is.
     *
     * @param named files that are to be looked at wherever they are, and to be read again if their id is another one
     */
    Files walk(List<Mysqld.KnownFile> named) throws IOException {
        Map<Path, BasicFileAttributes> found = new TreeMap<>();
        Set<Path> roots = new LinkedHashSet<>();
        roots.add(places.dataDir());
        roots.addAll(places.directories());
        for (Path root : roots) {
            visit(root, found);
        }
        Map<Path, Long> expected = new HashMap<>();
        for (Mysqld.KnownFile file : named) {
            expected.put(file.path(), file.spaceId());
            if (!found.containsKey(file.path())) {
                attributes(file.path()).ifPresent(attributes -> found.put(file.path(), attributes));
            }
        }
        known.keySet()
                .retainAll(found.values().stream().map(FileWalk::identity).toList().stream()
                        .collect(java.util.stream.Collectors.toSet()));
        List<LiveFile> system = new ArrayList<>();
        Map<Long, LiveFile> others = new TreeMap<>();
        for (Map.Entry<Path, BasicFileAttributes> entry : found.entrySet()) {
            Path path = entry.getKey();
            Optional<LiveFile> file = look(path, entry.getValue(), Optional.ofNullable(expected.get(path)));
            if (file.isEmpty()) {
                continue;
            }
            if (isSystem(path)) {
                system.add(file.get());
            } else if (Objects.equals(expected.get(path), file.get().spaceId())) {
                others.put(file.get().spaceId(), file.get());
            } else {
                // Not in the dictionary: a copy that somebody wants to import has the id of another.
                others.putIfAbsent(file.get().spaceId(), file.get());
            }
        }
        requireAll(named, found, others);
        system.sort(
                Comparator.comparingInt((LiveFile file) -> file.found().name().length())
                        .thenComparing(file -> file.found().name()));
        return new Files(inOne(system), others);
    }

    /** One that was left out would be taken for dropped, and its table would be missing in the copy. */
    private static void requireAll(
            List<Mysqld.KnownFile> named, Map<Path, BasicFileAttributes> found, Map<Long, LiveFile> others)
            throws DonorException {
        for (Mysqld.KnownFile file : named) {
            if (found.containsKey(file.path()) && !others.containsKey(file.spaceId())) {
                throw new DonorException(
                        DonorException.READ,
                        "the first page of " + file.path() + " is not that of the tablespace " + file.spaceId()
                                + ", which the server's dictionary has there: check the file with innochecksum");
            }
        }
    }

    /** All files of the system tablespace have the flags of the first, which alone has a header. */
    private static List<LiveFile> inOne(List<LiveFile> system) {
        if (system.isEmpty()) {
            return system;
        }
        FspFlags stored = system.getFirst().found().stored();
        return system.stream()
                .map(file -> new LiveFile(
                        file.identity(),
                        new FoundFile(
                                file.found().path(),
                                file.found().name(),
                                SpaceIds.SYSTEM,
                                stored,
                                file.found().size(),
                                file.found().allocated(),
                                0,
                                Optional.empty()),
                        Optional.empty()))
                .toList();
    }

    private boolean isSystem(Path path) {
        return places.dataDir().equals(path.getParent())
                && SYSTEM.matcher(path.getFileName().toString()).matches();
    }

    private Optional<LiveFile> look(Path path, BasicFileAttributes attributes, Optional<Long> expected)
            throws IOException {
        Object identity = identity(attributes);
        Header header = known.get(identity);
        if (header == null
                || !header.path().equals(path)
                || SpaceIds.isUndo(header.spaceId())
                || (expected.isPresent() && expected.get() != header.spaceId())) {
            Optional<Header> read = isSystem(path)
                    ? Optional.of(new Header(path, SpaceIds.SYSTEM, systemFlags(path), Optional.empty(), 0, 1))
                    : read(path, attributes.size());
            if (read.isEmpty()) {
                return Optional.empty();
            }
            header = read.get();
            known.put(identity, header);
        }
        int page = (header.stored().raw() == 0 ? serverFlags : header.stored()).physicalPageSize();
        long size = attributes.size() - attributes.size() % page;
        return Optional.of(new LiveFile(
                identity,
                new FoundFile(
                        path,
                        name(path, header.spaceId()),
                        header.spaceId(),
                        header.stored(),
                        size,
                        (long) (size * header.share()),
                        header.bits(),
                        Optional.empty()),
                header.info()));
    }

    private FspFlags systemFlags(Path path) throws IOException {
        ByteBuffer page = firstPage(path);
        return page.limit() < places.pageSize() ? serverFlags : FirstPage.storedFlags(page);
    }

    /** Empty when it is no whole first page of a tablespace, now. */
    private Optional<Header> read(Path path, long size) throws IOException {
        ByteBuffer page;
        FirstPage first;
        int reads = 0;
        do {
            if (reads > 0) {
                // It may just be being written.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            try {
                page = firstPage(path);
            } catch (NoSuchFileException gone) {
                return Optional.empty();
            }
            if (page.limit() < 4096) {
                return Optional.empty();
            }
            first = FirstPage.read(page, serverFlags);
        } while (first.verdict() == PageVerdict.CORRUPT && ++reads < MOST_READS);
        if (!first.flags().isSane()
                || first.verdict() != PageVerdict.VALID
                || first.spaceId() == SpaceIds.SYSTEM
                || first.flags().isTemporary()
                || first.flags().logicalPageSize() != places.pageSize()) {
            return Optional.empty();
        }
        try {
            Optional<EncryptionInfo> info = first.flags().isEncrypted()
                    ? Optional.of(EncryptionInfo.read(page, EncryptionInfo.offsetInFirstPage(first.flags())))
                    : Optional.empty();
            int bits = info.isPresent() ? FileFlags.ENCRYPTED : 0;
            long allocated = AllocatedSize.of(path, size);
            try (FileChannel channel = open(path)) {
                bits |= PageCompression.flags(channel, first.flags(), size, allocated);
            }
            double share = size == 0 ? 1 : Math.min(1, (double) allocated / size);
            return Optional.of(new Header(path, first.spaceId(), FirstPage.storedFlags(page), info, bits, share));
        } catch (MalformedMessageException | NoSuchFileException unfinished) {
            return Optional.empty();
        }
    }

    private static ByteBuffer firstPage(Path path) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(FirstPage.MAX_LENGTH);
        try (FileChannel channel = open(path)) {
            while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {}
        }
        return page.flip();
    }

    static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static Object identity(BasicFileAttributes attributes) {
        return Objects.requireNonNull(attributes.fileKey(), "this file system has no numbers for its files");
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(
                    java.nio.file.Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Undo tablespaces have no place, only a name; what lies below the data directory is named from there. */
    private String name(Path path, long spaceId) {
        if (SpaceIds.isUndo(spaceId) || spaceId == SpaceIds.DICTIONARY || spaceId == SpaceIds.SYSTEM) {
            return path.getFileName().toString();
        }
        return path.startsWith(places.dataDir()) ? "./" + places.dataDir().relativize(path) : path.toString();
    }

    private void visit(Path root, Map<Path, BasicFileAttributes> found) throws IOException {
        java.nio.file.Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean own = !folder.equals(root) && (name.startsWith("#") || name.startsWith("."));
                return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (attributes.isRegularFile() && (TABLESPACE.matcher(name).matches() || isSystem(file))) {
                    found.put(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            // Dropped since it was listed, as a rule; or what is root's where a volume is mounted.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException || file.endsWith(LOST_AND_FOUND)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, java.io.@org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (failure == null || failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
