package io.mysqlclone.kubectl.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar.gz that only its owner can read. Until it is complete it has another name. */
final class Archive implements AutoCloseable {
    private final Path file;
    private final Path unfinished;
    private final String folder;
    private final Instant time;
    private final TarArchiveOutputStream tar;
    private int entries;
    private boolean complete;

    private Archive(Path file, Path unfinished, String folder, Instant time, TarArchiveOutputStream tar) {
        this.file = file;
        this.unfinished = unfinished;
        this.folder = folder;
        this.time = time;
        this.tar = tar;
    }

    /** Begins a file that must not exist, whose entries are all in {@code folder}. */
    static Archive create(Path file, String folder, Instant time) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(unfinished);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createFile(
                unfinished,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0]);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GZIPOutputStream(Files.newOutputStream(unfinished, StandardOpenOption.WRITE)),
                StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return new Archive(file, unfinished, folder, time, tar);
    }

    /** Adds a text. */
    void add(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(folder + "/" + name);
        entry.setSize(bytes.length);
        entry.setMode(0600);
        entry.setModTime(time.toEpochMilli());
        try {
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        entries++;
    }

    int entries() {
        return entries;
    }

    /** Completes it and returns its size in bytes. */
    long finish() throws IOException {
        tar.close();
        Files.move(unfinished, file);
        complete = true;
        return Files.size(file);
    }

    @Override
    public void close() throws IOException {
        if (!complete) {
            tar.close();
            Files.deleteIfExists(unfinished);
        }
    }
}
