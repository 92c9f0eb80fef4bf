package io.mysqlclone.serial.apply;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.UnsyncedFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What files are staged in, by their numbers; one is written at a time. */
public final class StagedFiles implements Closeable {
    private final SerialKind kind;
    private final ClonePlace place;
    private final UnsyncedFiles unsynced = new UnsyncedFiles();
    private final Set<Path> undurable = new HashSet<>();
    private Optional<Open> open = Optional.empty();

    private record Open(int file, Path path, FileChannel channel) {}

    StagedFiles(SerialKind kind, ClonePlace place) {
        this.kind = kind;
        this.place = place;
    }

    /** Where a file waits. */
    Path path(int file) throws EngineException {
        try {
            return place.staging().data(file);
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Whether the first {@code bytes} of a file are there, as far as its length tells. */
    boolean has(int file, long bytes) throws EngineException {
        Path path = path(file);
        try {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) >= bytes;
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** Number of files that are not known to be durable. */
    int undurable() {
        return undurable.size();
    }

    /** Goes on to a file behind its first {@code length} bytes; it is made if it is not there. */
    void enter(int file, long length) throws EngineException {
        if (open.filter(now -> now.file() == file).isPresent()) {
            return;
        }
        leave();
        Path path = path(file);
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            open = Optional.of(new Open(file, path, channel));
            unsynced.writing(path);
            undurable.add(path);
            channel.truncate(length);
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Writes what is in {@code bytes} into the file that was entered last. */
    void write(long offset, ByteBuffer bytes) throws EngineException {
        Open now = open.orElseThrow(() -> new IllegalStateException("no file was entered"));
        try {
            long at = offset;
            while (bytes.hasRemaining()) {
                at += now.channel().write(bytes, at);
            }
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Writes another byte into a file that is here wholly. */
    public void overwrite(SerialDescriptor.File file, long offset, byte value) throws EngineException {
        enter(file.index(), file.length());
        write(offset, ByteBuffer.allocate(1).put(value).flip());
    }

    /** A byte of a file; empty behind its end. */
    public Optional<Byte> read(SerialDescriptor.File file, long offset) throws EngineException {
        Path path = path(file.index());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            return channel.read(one, offset) < 1 ? Optional.empty() : Optional.of(one.get(0));
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** Makes durable what was written, but not by what name. */
    void force() throws EngineException {
        try {
            if (!undurable.isEmpty()) {
                unsynced.sync(Set.copyOf(undurable));
                unsynced.markIdle();
                unsynced.releaseIdle();
                undurable.clear();
                open.ifPresent(now -> undurable.add(now.path()));
            }
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Writes a whole file; durable. */
    void make(int file, Bytes content) throws EngineException {
        Path path = path(file);
        try {
            DirectorySync.write(path, content.buffer());
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Makes durable that the first {@code files} are there. */
    void forceNames(int files) throws EngineException {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            paths.add(path(i));
        }
        try {
            DirectorySync.names(paths);
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    private EngineException failed(String what, IOException e) {
        return EngineException.local("a " + kind.file() + " of the clone can't be " + what, e);
    }

    private void leave() {
        open.ifPresent(now -> {
            unsynced.written(now.path());
            try {
                now.channel().close();
            } catch (IOException e) {
                // The descriptor that makes it durable hears of what failed.
            }
        });
        open = Optional.empty();
    }

    @Override
    public void close() {
        leave();
        try {
            unsynced.close();
        } catch (IOException e) {
            // What counts was made durable.
        }
    }
}
