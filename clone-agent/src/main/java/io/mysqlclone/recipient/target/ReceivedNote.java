package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.commit.CloneMarkers;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.storage.DirectorySync;
import io.mysqlclone.storage.journal.Journal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The note of a {@link Received} clone, {@code #clone-agent/received}: records as in a journal, each with its checksum,
 * the last of which counts the others. It is there as a whole or not at all.
 *
 * <p>Files inside the data directory are named relative to it, so that another process may see it at another path.
 */
public final class ReceivedNote {
    private static final int VERSION = 1;

    /** The same, of a clone whose events are to be stopped: an agent that does not know how to refuses it. */
    private static final int STOPPING_EVENTS = 2;

    private static final int HEAD = 1;
    private static final int STAGE = 2;
    private static final int FILE = 3;
    private static final int END = 4;
    private static final int SCHEMA = 5;

    private final DataDirectory directory;

    ReceivedNote(DataDirectory directory) {
        this.directory = directory;
    }

    /** What was received into a directory and is not committed; empty when there is nothing of that kind. */
    public static Optional<Received> read(DataDirectory directory) throws IOException {
        return new ReceivedNote(directory).read();
    }

    private Path file() {
        return CloneMarkers.received(directory.root());
    }

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static void append(Journal note, int type, Body body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            body.writeTo(out);
        }
        note.append(type, ByteBuffer.wrap(bytes.toByteArray()));
    }

    /** Makes what was received durable, and then notes it. */
    void write(Received received) throws IOException {
        sync(received.files());
        Path next = file().resolveSibling(file().getFileName() + ".new");
        Files.deleteIfExists(next);
        try (Journal note = Journal.open(next)) {
            append(note, HEAD, out -> writeHead(received, out));
            for (Progress.StageProgress stage : received.result().stages()) {
                append(note, STAGE, out -> writeStage(stage, out));
            }
            for (PlacedFile file : received.files()) {
                append(note, FILE, out -> {
                    out.writeUTF(listed(file.staged()));
                    out.writeUTF(listed(file.target()));
                });
            }
            for (Path schema : received.schemas()) {
                append(note, SCHEMA, out -> out.writeUTF(listed(schema)));
            }
            append(note, END, out -> out.writeInt(received.files().size()));
            note.force();
        }
        directory.adoptPrivate(next);
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.directory(directory.agentDirectory());
    }

    /** Lengths and names: the content was made durable stage by stage. */
    private void sync(List<PlacedFile> files) throws IOException {
        List<Path> inside = new ArrayList<>();
        Set<Path> folders = new LinkedHashSet<>();
        for (PlacedFile file : files) {
            directory.adopt(file.staged());
            if (file.staged().startsWith(directory.root())) {
                inside.add(file.staged());
            } else {
                DirectorySync.file(file.staged());
            }
            folders.add(file.staged().resolveSibling("").toAbsolutePath());
        }
        DirectorySync.syncAll(directory.root(), inside);
        for (Path folder : folders) {
            DirectorySync.directory(folder);
        }
    }

    private static void writeHead(Received received, DataOutputStream out) throws IOException {
        CloneResult result = received.result();
        out.writeByte(received.stopEvents() ? STOPPING_EVENTS : VERSION);
        received.identity().writeTo(out);
        write(received.begin(), out);
        write(received.end(), out);
        out.writeLong(result.dataBytes());
        out.writeLong(result.networkBytes());
        out.writeInt(result.files());
        out.writeLong(result.pages().verified());
        out.writeLong(result.pages().unverifiable());
        out.writeLong(result.took().toMillis());
        out.writeInt(result.innodbDirectories().size());
        for (Path each : result.innodbDirectories()) {
            out.writeUTF(each.toString());
        }
        out.writeUTF(received.overwrite().name());
        out.writeInt(received.oldServer().logIndexes().size());
        for (Path each : received.oldServer().logIndexes()) {
            out.writeUTF(each.toAbsolutePath().toString());
        }
        out.writeBoolean(received.oldServer().noBinaryLogs());
        out.writeBoolean(received.oldServer().keyringConfigured());
        byte[] gtids = received.donorGtids().orElse("").getBytes(StandardCharsets.UTF_8);
        out.writeBoolean(received.donorGtids().isPresent());
        out.writeInt(gtids.length);
        out.write(gtids);
    }

    private static void writeStage(Progress.StageProgress stage, DataOutputStream out) throws IOException {
        out.writeUTF(stage.stage().label());
        write(stage.begin(), out);
        write(stage.end(), out);
        out.writeInt(stage.threads());
        out.writeLong(stage.estimate());
        out.writeLong(stage.data());
        out.writeLong(stage.network());
    }

    private static void write(Optional<Instant> time, DataOutputStream out) throws IOException {
        out.writeBoolean(time.isPresent());
        write(time.orElse(Instant.EPOCH), out);
    }

    private static void write(Instant time, DataOutputStream out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private Optional<Received> read() throws IOException {
        if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        var reading = new Reading();
        Journal.replay(file(), reading::visit);
        return Optional.of(reading.end());
    }

    /** One pass through the note. */
    private final class Reading {
        private final List<Progress.StageProgress> stages = new ArrayList<>();
        private final List<PlacedFile> files = new ArrayList<>();
        private final List<Path> schemas = new ArrayList<>();
        private Optional<Received> head = Optional.empty();
        private boolean complete;

        private void visit(int type, ByteBuffer payload) throws IOException {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                switch (type) {
                    case HEAD -> head = Optional.of(readHead(in));
                    case STAGE -> stages.add(readStage(in));
                    case FILE -> files.add(new PlacedFile(path(in.readUTF()), path(in.readUTF())));
                    case SCHEMA -> schemas.add(path(in.readUTF()));
                    case END -> complete = in.readInt() == files.size();
                    default -> throw damaged();
                }
            }
        }

        private Received end() throws IOException {
            if (head.isEmpty() || !complete) {
                throw damaged();
            }
            Received read = head.get();
            return new Received(
                    read.identity(),
                    read.begin(),
                    read.end(),
                    read.result().withStages(stages),
                    files,
                    schemas,
                    read.overwrite(),
                    read.oldServer(),
                    read.stopEvents(),
                    read.donorGtids());
        }
    }

    private Received readHead(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION && version != STOPPING_EVENTS) {
            throw new IOException(
                    "%s has format version %d and this clone-agent knows %d: commit it with the version that"
                                    .formatted(file(), version, STOPPING_EVENTS)
                            + " received it, or discard it and clone again");
        }
        CloneIdentity identity = CloneIdentity.readFrom(in);
        Instant begin = readTime(in);
        Instant end = readTime(in);
        long dataBytes = in.readLong();
        long networkBytes = in.readLong();
        int files = in.readInt();
        var pages = new CloneResult.Pages(in.readLong(), in.readLong());
        Duration took = Duration.ofMillis(in.readLong());
        List<Path> directories = readPaths(in);
        CloneRequest.Overwrite overwrite = overwrite(in.readUTF());
        var oldServer = new CloneRequest.OldServer(readPaths(in), in.readBoolean(), in.readBoolean());
        boolean known = in.readBoolean();
        String gtids = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        var result = new CloneResult(
                identity.donor(),
                identity.server().map(server -> server.version()).orElse(""),
                identity.server().flatMap(server -> server.serverUuid()),
                directory.root(),
                identity.inPlace(),
                false,
                dataBytes,
                networkBytes,
                files,
                pages,
                took,
                false,
                false,
                directories,
                List.of());
        return new Received(
                identity,
                begin,
                end,
                result,
                List.of(),
                List.of(),
                overwrite,
                oldServer,
                version == STOPPING_EVENTS,
                known ? Optional.of(gtids) : Optional.empty());
    }

    private static List<Path> readPaths(DataInputStream in) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            paths.add(Path.of(in.readUTF()));
        }
        return paths;
    }

    private CloneRequest.Overwrite overwrite(String name) throws IOException {
        try {
            return CloneRequest.Overwrite.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw damaged();
        }
    }

    private Progress.StageProgress readStage(DataInputStream in) throws IOException {
        String label = in.readUTF();
        for (Stage stage : Stage.values()) {
            if (stage.label().equals(label)) {
                return new Progress.StageProgress(
                        stage,
                        Progress.StageState.COMPLETED,
                        readOptionalTime(in),
                        readOptionalTime(in),
                        in.readInt(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong());
            }
        }
        throw damaged();
    }

    private static Optional<Instant> readOptionalTime(DataInputStream in) throws IOException {
        boolean known = in.readBoolean();
        Instant time = readTime(in);
        return known ? Optional.of(time) : Optional.empty();
    }

    private static Instant readTime(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    /** Relative paths are in the data directory. */
    private String listed(Path path) {
        return path.startsWith(directory.root())
                ? directory.root().relativize(path).toString()
                : path.toString();
    }

    private Path path(String listed) {
        return directory.root().resolve(listed);
    }

    private IOException damaged() {
        return new IOException(
                file() + " is not readable as the note of a received clone: discard the clone and clone again");
    }
}
