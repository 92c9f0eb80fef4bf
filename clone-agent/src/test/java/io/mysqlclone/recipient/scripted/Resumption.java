package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.ChunkProgress;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a donor goes on with a clone whose connections were lost, as docs/protocol.md tells: with what the recipient lacks of
 * the state that both are in, or with all of the next one. What it says once in a state it does not say again there.
 *
 * @param truth all that the master would have been told
 * @param told how many steps of it were told, or begun to be told
 */
public record Resumption(List<Step> truth, int told) {
    public Resumption {
        truth = List.copyOf(truth);
    }

    /** The state that the donor is in. */
    static SnapshotState state(Set<SnapshotState> acknowledged) {
        SnapshotState state = SnapshotState.INIT;
        for (SnapshotState next : List.of(
                SnapshotState.FILE_COPY, SnapshotState.PAGE_COPY, SnapshotState.REDO_COPY, SnapshotState.DONE)) {
            state = acknowledged.contains(state) ? next : state;
        }
        return state;
    }

    /** What is told upon COM_EXECUTE. */
    List<Step> rest(EngineLocator asked, Set<SnapshotState> acknowledged) throws IOException {
        if (!(DescriptorDecoder.decode(asked.locator().buffer())
                instanceof LocatorDescriptor(var locator, var progress))) {
            throw new IOException("no locator");
        }
        SnapshotState state = locator.state();
        List<Step> rest = new ArrayList<>(truth.subList(0, 1));
        int end = end(state);
        if (acknowledged.contains(state)) {
            rest.addAll(truth.subList(end + 2, truth.size()));
            return rest;
        }
        boolean known = true;
        for (int at = start(state); at < end; at++) {
            if (truth.get(at) instanceof Step.Describe(var descriptor)) {
                known = switch (descriptor) {
                    case DataDescriptor data -> progress.isPresent() && isKnown(data, progress.get());
                    case FileDescriptor file -> isKnown(file, at, locator.subState() == 1);
                    default -> false;
                };
            }
            if (!known) {
                rest.add(truth.get(at));
            }
        }
        rest.addAll(truth.subList(end, truth.size()));
        return rest;
    }

    private static boolean isKnown(DataDescriptor data, ChunkProgress progress) {
        int blocks =
                Optional.ofNullable(progress.incomplete().get(data.chunk())).orElse(Integer.MAX_VALUE);
        return progress.begun().get(data.chunk() - 1) && data.block() <= blocks;
    }

    private boolean isKnown(FileDescriptor file, int at, boolean listIsKnown) {
        boolean dropped = file.flags().isDeleted();
        return dropped ? at < told : !file.isRedo() && listIsKnown;
    }

    private int end(SnapshotState state) {
        for (int at = 0; at < truth.size(); at++) {
            if (truth.get(at) instanceof Step.Describe(StateDescriptor found)
                    && found.isEnd()
                    && found.state() == state) {
                return at;
            }
        }
        return truth.size();
    }

    /** Behind what begins the state. */
    private int start(SnapshotState state) {
        for (int at = 0; at < truth.size(); at++) {
            if (truth.get(at) instanceof Step.Describe(StateDescriptor found)
                    && found.isStart()
                    && found.state() == state) {
                return at + 1;
            }
        }
        return 1;
    }
}
