package io.mysqlclone.recipient.preflight;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import io.mysqlclone.innodb.staging.Relocation;
import io.mysqlclone.innodb.staging.Relocations;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.donor.DonorErrorException;
import io.mysqlclone.recipient.donor.DonorSession;
import io.mysqlclone.recipient.donor.Failures;
import io.mysqlclone.storage.DataDirectory;
import io.mysqlclone.storage.UnsafePathException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a donor would send: the list of its files, summed up while it arrives. Nothing is stored, and no more is kept
 * than a report can show.
 */
final class FileSurvey {
    private static final int MOST_NAMES = 10_000;
    private static final long FAREWELL_SECONDS = 10;

    private final CloneRequest.Target target;
    private final Optional<DataDirectory> directory;
    private final Relocations relocations;
    private final Set<String> used = new HashSet<>();
    private final List<FileDescriptor> unmapped = new ArrayList<>();
    private final List<String> unsafe = new ArrayList<>();
    private final Set<String> systemFiles = new TreeSet<>();
    private Optional<StateDescriptor> announced = Optional.empty();
    private long files;
    private long bytes;
    private long encrypted;
    private long pageCompressed;
    private long mapped;
    private int smallestHole = Integer.MAX_VALUE;

    FileSurvey(CloneRequest.Target target, Optional<DataDirectory> directory) {
        this.target = target;
        this.directory = directory;
        this.relocations = new Relocations(target.relocations().stream()
                .map(relocation -> new Relocation(relocation.from(), relocation.to()))
                .toList());
    }

    /**
     * Reads the list, and ends the clone: the donor is free again when this returns.
     *
     * @throws DonorErrorException when the donor refuses, for example encrypted files without TLS (3872)
     */
    void take(DonorSession session, DonorSession.Settings settings) throws IOException {
        boolean answering = true;
        try {
            session.master().send(new CloneCommand.Execute());
            while (announced.isEmpty() || files < announced.get().files()) {
                read(session);
            }
        } catch (DonorErrorException e) {
            answering = false;
            throw e;
        } finally {
            end(session, answering);
            settings.watch().release(session.master());
            settings.watch().release(session.acknowledgements().connection());
        }
    }

    private void read(DonorSession session) throws IOException {
        CloneResponse response = session.master().receive();
        if (!(response instanceof CloneResponse.DataDescriptor data)) {
            throw new MalformedPacketException(
                    "the donor sent " + response + " where its files must come (3863 ER_CLONE_PROTOCOL)");
        }
        switch (DescriptorDecoder.decode(data.descriptor())) {
            case TaskDescriptor task -> {}
            case StateDescriptor state -> state(state, session);
            case FileDescriptor file when announced.isPresent() && file.fileIndex() == files -> file(file);
            case io.mysqlclone.innodb.descriptor.Descriptor other ->
                throw new MalformedPacketException("the donor sent a descriptor of type " + other.type()
                        + " where its file " + files + " must come (3863 ER_CLONE_PROTOCOL)");
        }
    }

    private void state(StateDescriptor state, DonorSession session) throws IOException {
        if (state.isKeepAlive()) {
            return;
        }
        if (state.state() == SnapshotState.INIT && state.isEnd()) {
            session.acknowledgements()
                    .acknowledge(state.acknowledgement().encode().buffer());
        } else if (state.state() == SnapshotState.FILE_COPY && state.isStart() && announced.isEmpty()) {
            announced = Optional.of(state);
        } else {
            throw new MalformedPacketException("the donor sent " + state.state().stageName()
                    + " where its files must come (3863 ER_CLONE_PROTOCOL)");
        }
    }

    private void file(FileDescriptor file) throws IOException {
        files++;
        bytes = Math.min(bytes, Long.MAX_VALUE - file.fileSize()) + file.fileSize();
        encrypted += file.flags().isEncrypted() ? 1 : 0;
        if (file.flags().isPageCompressed()) {
            pageCompressed++;
            smallestHole = Math.min(smallestHole, file.fsBlockSize());
        }
        String name = file.name().orElse("");
        if (Relocations.isExternal(name)) {
            external(file, name);
            return;
        }
        if (file.spaceId() == SpaceIds.SYSTEM && systemFiles.size() < MOST_NAMES) {
            systemFiles.add(name);
        }
        try {
            if (directory.isPresent()) {
                var _ = directory.get().resolve(name);
            }
        } catch (UnsafePathException e) {
            unsafe(e);
        }
    }

    private void external(FileDescriptor file, String name) throws IOException {
        Optional<Relocation> relocation = relocations.of(name);
        if (relocation.isEmpty()) {
            if (unmapped.size() < MOST_NAMES) {
                unmapped.add(file);
            }
            return;
        }
        mapped++;
        used.add(relocation.get().from());
        try {
            var _ = DataDirectory.examine(relocation.get().to()).resolve(Relocations.rest(relocation.get(), name));
        } catch (UnsafePathException e) {
            unsafe(e);
        } catch (io.mysqlclone.storage.TargetRefusedException e) {
            // Reported once, with the relocation itself.
        }
    }

    private void unsafe(UnsafePathException e) {
        if (unsafe.size() < MOST_NAMES) {
            unsafe.add(Failures.message(e));
        }
    }

    /** Ends the clone in a way that makes the donor free the snapshot now, and not when it misses its recipient. */
    private static void end(DonorSession session, boolean answering) {
        var _ = CompletableFuture.runAsync(
                session::close, CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS));
        try (session) {
            if (answering) {
                session.acknowledgements().fail(DonorErrorException.QUERY_INTERRUPTED);
                session.master().drain();
            }
            session.acknowledgements().exit();
            session.master().exit();
        } catch (IOException e) {
            // The list has arrived, or its failure is under way: a goodbye that fails adds nothing.
        }
    }

    /** The donor's announcement of FILE COPY. */
    StateDescriptor announced() {
        return announced.orElseThrow();
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    long encrypted() {
        return encrypted;
    }

    long pageCompressed() {
        return pageCompressed;
    }

    /** Whether the holes of page-compressed files are smaller than a block of the target's file system. */
    boolean hasTooCoarseHoles() {
        try {
            return directory.isPresent() && directory.get().fileSystem().getBlockSize() > smallestHole;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** External files that a relocation maps. */
    long mapped() {
        return mapped;
    }

    /** External files that no relocation maps. */
    List<FileDescriptor> unmapped() {
        return unmapped;
    }

    /** Relocations that map nothing. */
    List<CloneRequest.Relocation> unusedRelocations() {
        return target.relocations().stream()
                .filter(relocation -> !used.contains(relocation.from()))
                .toList();
    }

    /** Why names are not accepted. */
    List<String> unsafe() {
        return unsafe;
    }

    Set<String> systemFiles() {
        return systemFiles;
    }
}
