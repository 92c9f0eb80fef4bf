package io.mysqlclone.datadir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Only one clone-agent works on a target. The lock is the kernel's (fcntl), so it ends with its holder and holds
 * between the pods of a node; the text in the file only says who it is.
 *
 * <p>The kernel drops an fcntl lock when its process closes <em>any</em> descriptor of the file: nothing in this class
 * opens the file a second time while it is held.
 */
public final class TargetLock implements AutoCloseable {
    /** Name of the lock file in {@code #clone-agent/}. */
    static final String FILE = "lock";

    private static final int LONGEST_HOLDER = 512;
    private static final int ATTEMPTS = 100;
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final Path file;
    private final FileChannel channel;

    private TargetLock(Path held, Path file, FileChannel channel) {
        this.held = held;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock or says who has it; never waits. Creates {@code #clone-agent/}.
     *
     * @throws TargetRefusedException when another clone-agent is at work
     */
    public static TargetLock acquire(DataDirectory directory) throws IOException {
        return acquire(directory, "");
    }

    /**
     * As {@link #acquire(DataDirectory)}.
     *
     * @param doing what this process does with the target, for whoever is kept out, as in "gives it to others"; may be empty
     */
    public static TargetLock acquire(DataDirectory directory, String doing) throws IOException {
        return acquire(directory, directory.root(), directory.agentDirectory(), doing);
    }

    /**
     * As {@link #acquire(DataDirectory)}, of a folder that a clone into {@code directory} has somewhere else.
     *
     * @param folder exists, or its parent does
     */
    static TargetLock acquire(DataDirectory directory, Path folder) throws IOException {
        return acquire(directory, folder, folder, "");
    }

    private static TargetLock acquire(DataDirectory directory, Path held, Path folder, String doing)
            throws IOException {
        if (!HELD.add(held)) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.BUSY, "This process is already at work on " + held);
        }
        boolean acquired = false;
        try {
            TargetLock lock = take(directory, held, folder, doing);
            acquired = true;
            return lock;
        } finally {
            if (!acquired) {
                HELD.remove(held);
            }
        }
    }

    /**
     * Who is at work on a target, without taking the lock and without creating anything.
     *
     * @return empty when nobody is
     */
    public static Optional<String> heldBy(DataDirectory directory) throws IOException {
        if (HELD.contains(directory.root())) {
            return Optional.of("this process");
        }
        Path file = directory.agentDirectory().resolve("lock");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            @Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null ? Optional.of(holder(channel)) : Optional.empty();
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
    }

    private static TargetLock take(DataDirectory directory, Path held, Path folder, String doing) throws IOException {
        Path file = folder.resolve(FILE);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            directory.createPrivate(folder);
            try {
                Object before = identity(file);
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                boolean kept = false;
                try {
                    lock(held, channel);
                    if (before.equals(keyOf(file))) {
                        sign(channel, doing);
                        kept = true;
                        return new TargetLock(held, file, channel);
                    }
                } finally {
                    if (!kept) {
                        channel.close();
                    }
                }
            } catch (NoSuchFileException removedMeanwhile) {
                // The holder before us has just ended and taken the file with it.
            }
        }
        throw new TargetRefusedException(
                "The lock " + file + " is being deleted by somebody all the time: see who else works on " + held);
    }

    /** Creates the file if needed. Compared before and after locking: a removed file can be locked, but guards nothing. */
    private static Object identity(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException usual) {
            // Left by a process that was killed, or held by one at work.
        }
        return keyOf(file);
    }

    private static Object keyOf(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static void lock(Path held, FileChannel channel) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.BUSY,
                    "Another clone-agent (%s) is at work on %s: wait for its end or stop it"
                            .formatted(holder(channel), held));
        }
    }

    private static void sign(FileChannel channel, String doing) throws IOException {
        String holder = "pid %d on host %s since %s%s\n"
                .formatted(
                        ProcessHandle.current().pid(),
                        host(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        doing.isEmpty() ? "" : ", which " + doing);
        ByteBuffer text = ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8));
        channel.truncate(0);
        while (text.hasRemaining()) {
            channel.write(text, text.position());
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER);
        int length = Math.max(0, channel.read(text, 0));
        String line = new String(text.array(), 0, length, StandardCharsets.UTF_8)
                .strip()
                .replaceAll("\\p{Cntrl}", "?");
        return line.isEmpty() ? "which has just started" : line;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** Removes the lock file, and {@code #clone-agent/} when nothing is left in it, and lets the next one in. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            Files.deleteIfExists(file);
            try {
                Files.deleteIfExists(Objects.requireNonNull(file.getParent()));
            } catch (DirectoryNotEmptyException somethingToContinueFrom) {
                // The journal or staged files are for the next process.
            }
        } finally {
            HELD.remove(held);
        }
    }
}
