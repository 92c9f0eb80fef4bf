package io.mysqlclone.innodb.staging;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.UnsafePathException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineSurvey;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.engine.SurveyedFiles;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a donor would send of InnoDB. No more is kept of its files than a report can show. */
public final class FileSurvey implements EngineSurvey {
    private static final int MOST_NAMES = 10_000;

    private final Optional<DataDirectory> directory;
    private final Relocations relocations;
    private final Set<Relocation> used = new HashSet<>();
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

    /**
     * A survey of which nothing has arrived.
     *
     * @param directory where the files would go, if that can be used
     */
    public FileSurvey(Optional<DataDirectory> directory, List<Relocation> relocations) {
        this.directory = directory;
        this.relocations = new Relocations(relocations);
    }

    @Override
    public Optional<ByteBuffer> take(ByteBuffer descriptor) throws EngineException, MalformedMessageException {
        return switch (DescriptorDecoder.decode(descriptor)) {
            case TaskDescriptor task -> Optional.empty();
            case StateDescriptor state -> state(state);
            case FileDescriptor file
            when announced.isPresent() && file.fileIndex() == files -> {
                file(file);
                yield Optional.empty();
            }
            case Descriptor other ->
                throw EngineException.violation("the donor sent a descriptor of type " + other.type()
                        + " where its file " + files + " must come (3863 ER_CLONE_PROTOCOL)");
        };
    }

    private Optional<ByteBuffer> state(StateDescriptor state) throws EngineException {
        if (state.isKeepAlive()) {
            return Optional.empty();
        }
        if (state.state() == SnapshotState.INIT && state.isEnd()) {
            return Optional.of(state.acknowledgement().encode().buffer());
        }
        if (state.state() == SnapshotState.FILE_COPY && state.isStart() && announced.isEmpty()) {
            announced = Optional.of(state);
            return Optional.empty();
        }
        throw EngineException.violation(
                "the donor sent " + state.state().stageName() + " where its files must come (3863 ER_CLONE_PROTOCOL)");
    }

    private void file(FileDescriptor file) throws EngineException {
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

    private void external(FileDescriptor file, String name) throws EngineException {
        Optional<Relocation> relocation = relocations.of(name);
        if (relocation.isEmpty()) {
            if (unmapped.size() < MOST_NAMES) {
                unmapped.add(file);
            }
            return;
        }
        mapped++;
        used.add(relocation.get());
        try {
            var _ = DataDirectory.examine(relocation.get().to()).resolve(Relocations.rest(relocation.get(), name));
        } catch (UnsafePathException e) {
            unsafe(e);
        } catch (TargetRefusedException e) {
            // Reported once, with the relocation itself.
        } catch (IOException e) {
            throw EngineException.local(relocation.get().to() + " can't be looked at", e);
        }
    }

    private void unsafe(UnsafePathException e) {
        if (unsafe.size() < MOST_NAMES) {
            unsafe.add(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean isComplete() {
        return announced.isPresent() && files >= announced.get().files();
    }

    @Override
    public SurveyedFiles files() {
        return new SurveyedFiles(
                files,
                bytes,
                announced.map(StateDescriptor::estimateDiskBytes).orElse(0L),
                encrypted,
                pageCompressed,
                hasTooSmallHoles(),
                mapped,
                used,
                unmapped.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Relocations.refusal(unmapped) + "; " + Relocations.advice(unmapped)),
                unsafe,
                systemFiles);
    }

    private boolean hasTooSmallHoles() {
        try {
            return directory.isPresent() && directory.get().fileSystem().getBlockSize() > smallestHole;
        } catch (IOException unknown) {
            return false;
        }
    }
}
