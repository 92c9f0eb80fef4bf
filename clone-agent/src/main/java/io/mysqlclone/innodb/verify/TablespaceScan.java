package io.mysqlclone.innodb.verify;

import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.page.FirstPage;
import io.mysqlclone.innodb.page.PageHeader;
import io.mysqlclone.innodb.page.PageVerdict;
import io.mysqlclone.storage.AlignedBuffers;
import io.mysqlclone.storage.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the tablespaces of a data directory, at its top and in the directories of schemas, and reads the first page of
 * each. Files that wait for mysqld to swap them in ({@code .#clone}) count as well; temporary tablespaces do not.
 */
final class TablespaceScan {
    private static final String WAITING = "(\\.#clone)?";
    private static final Pattern SYSTEM = Pattern.compile("ibdata(\\d{1,9})" + WAITING);
    private static final Pattern TABLESPACE = Pattern.compile("(.+\\.ib[du]|undo_\\d+)" + WAITING);

    private static final String RESTORE = "; restore it from the donor or a backup";

    private final Path dataDir;
    private final Findings findings;
    private final ByteBuffer page = AlignedBuffers.allocate(FirstPage.MAX_LENGTH);
    private final List<TablespaceFile> files = new ArrayList<>();
    private FspFlags serverPage = new FspFlags(0);
    private long bytes;
    private int found;

    TablespaceScan(Path dataDir, Findings findings) {
        this.dataDir = dataDir;
        this.findings = findings;
    }

    /**
     * Scans.
     *
     * @return the files whose pages can be checked; others are among the findings
     */
    List<TablespaceFile> files() throws IOException {
        Map<String, List<Path>> system = new TreeMap<>();
        List<Path> others = new ArrayList<>();
        for (Path entry : entries(dataDir)) {
            String name = name(entry);
            Matcher matcher = SYSTEM.matcher(name);
            if (matcher.matches()) {
                String form = matcher.group(2) == null ? "" : matcher.group(2);
                system.computeIfAbsent(form, key -> new ArrayList<>()).add(entry);
            } else if (Files.isDirectory(entry) && !name.startsWith("#")) {
                entries(entry).stream().filter(TablespaceScan::isTablespace).forEach(others::add);
            } else if (isTablespace(entry)) {
                others.add(entry);
            }
        }
        for (List<Path> parts : system.values()) {
            parts.sort(Comparator.comparingInt(TablespaceScan::number));
            systemTablespace(parts);
        }
        for (Path other : others) {
            tablespace(other);
        }
        return files;
    }

    /** Bytes of all files, those that can't be checked included. */
    long bytes() {
        return bytes;
    }

    /** Number of all files. */
    int found() {
        return found;
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static boolean isTablespace(Path file) {
        return TABLESPACE.matcher(name(file)).matches() && Files.isRegularFile(file);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static int number(Path part) {
        Matcher matcher = SYSTEM.matcher(name(part));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** The files of the system tablespace are one sequence of pages, and only the first one has a header. */
    private void systemTablespace(List<Path> parts) throws IOException {
        Optional<FirstPage> first = firstPage(parts.getFirst(), Files.size(parts.getFirst()));
        if (first.isEmpty()) {
            return;
        }
        serverPage = first.get().flags();
        int pageSize = serverPage.physicalPageSize();
        ForeignPages foreign = foreignPages(parts.getFirst(), pageSize);
        long pages = 0;
        for (int i = 0; i < parts.size(); i++) {
            Path part = parts.get(i);
            long size = Files.size(part);
            if (i > 0) {
                count(size);
            }
            add(new TablespaceFile(
                    part, relative(part), size, serverPage, pages, first.get().reliableSpaceId(), foreign));
            pages += size / pageSize;
        }
        checkLength(relative(parts.getLast()), first.get(), pages);
    }

    private ForeignPages foreignPages(Path system, int pageSize) throws IOException {
        try (BlockSource source = BlockSource.open(system)) {
            page.clear().limit(pageSize);
            int read = source.read(page, (long) ForeignPages.TOLD_BY_PAGE * pageSize);
            return read == pageSize ? ForeignPages.read(page, pageSize) : ForeignPages.NONE;
        }
    }

    private void tablespace(Path file) throws IOException {
        long size = Files.size(file);
        Optional<FirstPage> first = firstPage(file, size);
        if (first.isPresent()) {
            var tablespace = new TablespaceFile(
                    file,
                    relative(file),
                    size,
                    first.get().flags(),
                    0,
                    first.get().reliableSpaceId(),
                    ForeignPages.NONE);
            add(tablespace);
            checkLength(tablespace.name(), first.get(), tablespace.pages());
        }
    }

    /** The first page of a tablespace; without a usable one its pages can't be told apart, which is a finding. */
    private Optional<FirstPage> firstPage(Path file, long size) throws IOException {
        count(size);
        String name = relative(file);
        try (BlockSource source = BlockSource.open(file)) {
            page.clear();
            int read = source.read(page, 0);
            page.limit(read);
            if (read < PageHeader.LENGTH + FirstPage.HEADER_LENGTH) {
                findings.problem(name, 0, 1, name + " has " + size + " bytes, less than a page" + RESTORE);
                return Optional.empty();
            }
            FirstPage first = FirstPage.read(page, serverPage);
            if (first.verdict() == PageVerdict.EMPTY || !first.flags().isSane()) {
                findings.problem(
                        name,
                        0,
                        1,
                        "page 0 of " + name + " is no first page of a tablespace (flags " + first.flags()
                                + "), so that no page of the file can be checked" + RESTORE);
                return Optional.empty();
            }
            return Optional.of(first);
        }
    }

    private void count(long size) {
        bytes += size;
        found++;
    }

    private void add(TablespaceFile file) {
        files.add(file);
        long rest = file.size() % file.pageSize();
        if (rest != 0) {
            findings.problem(
                    file.name(),
                    file.firstPage() + file.pages(),
                    1,
                    "page " + (file.firstPage() + file.pages()) + " of " + file.name() + " is cut off after " + rest
                            + " bytes" + RESTORE);
        }
    }

    /** A file may be longer than its header says, because it grows before the header does, but never shorter. */
    private void checkLength(String name, FirstPage first, long pages) {
        long missing = first.sizeInPages() - pages;
        if (missing > 0 && first.reliableSpaceId().isPresent()) {
            findings.problem(
                    name,
                    pages,
                    missing,
                    name + " was truncated: the tablespace has " + first.sizeInPages() + " pages by its header, but "
                            + missing + " of them, from page " + pages + " on, are missing" + RESTORE);
        }
    }

    private String relative(Path file) {
        return dataDir.relativize(file).toString();
    }
}
