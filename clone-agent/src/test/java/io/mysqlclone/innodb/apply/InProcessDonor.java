package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.ChunkProgress;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import io.mysqlclone.innodb.page.InitialPages;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.recipient.scripted.TrueSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A donor without a network: it tells a snapshot to an engine, remembers what was acknowledged, and goes on where the
 * engine says. Between FILE COPY and PAGE COPY it renames a table, drops one, creates one, and lets one grow.
 */
final class InProcessDonor {
    private static final InnodbLocator LOCATOR = new InnodbLocator(41, 42, 0, SnapshotState.INIT, 0);
    private static final int DROPPED = 6;
    private static final int CREATED = 7;
    private static final int GROWN_PAGES = 80;
    private static final int PAGES = 5;
    private static final int REDO_CHUNKS = 4;

    private static final List<TrueSnapshot.File> FILES = TrueSnapshot.files();

    private final List<TrueSnapshot.File> files = new ArrayList<>(FILES);
    private SnapshotState state = SnapshotState.INIT;
    private int told;

    InProcessDonor() {
        FileDescriptor model = files.get(TrueSnapshot.SMALL_TABLE).descriptor();
        byte[] content = TrueSnapshot.page(9, model.fspFlags(), 0, 1);
        files.add(new TrueSnapshot.File(
                table(SnapshotState.FILE_COPY, DROPPED, 9, content.length, "./d/dropped.ibd", 0), Bytes.of(content)));
    }

    private FileDescriptor table(SnapshotState when, int index, int spaceId, long size, String name, int flags) {
        FspFlags fspFlags = files.get(TrueSnapshot.SMALL_TABLE).descriptor().fspFlags();
        return new FileDescriptor(
                when,
                size,
                size,
                fspFlags,
                4096,
                new FileFlags(flags),
                spaceId,
                index,
                index + 1,
                index + 1,
                Optional.of(name),
                Optional.empty());
    }

    /** The name of each file of the server and what must be in it in the end. */
    Map<String, byte[]> truth() {
        Map<String, byte[]> truth = new TreeMap<>();
        for (TrueSnapshot.File file : files.subList(0, DROPPED)) {
            byte[] content = file.content().toArray();
            int index = file.descriptor().fileIndex();
            if (index == TrueSnapshot.BIG_TABLE) {
                content = Arrays.copyOf(content, GROWN_PAGES * TrueSnapshot.PAGE);
                put(content, page(index, 0), 0);
                put(content, page(index, 2), 2);
            } else if (index == TrueSnapshot.SMALL_TABLE) {
                put(content, page(index, 1), 1);
            }
            truth.put(index == TrueSnapshot.SMALL_TABLE ? "d/renamed.ibd" : plain(file.descriptor()), content);
        }
        byte[] created = new byte[(int) InitialPages.length(created())];
        put(created, page(CREATED, 0), 0);
        put(created, page(CREATED, 3), 3);
        truth.put("d/created.ibd", created);
        for (int redo = 0; redo < 2; redo++) {
            truth.put(
                    "#innodb_redo/#ib_redo" + redo,
                    Arrays.copyOf(TrueSnapshot.redoContent(redo), TrueSnapshot.REDO_SIZE));
        }
        return truth;
    }

    private static String plain(FileDescriptor file) {
        String name = file.name().orElseThrow();
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static void put(byte[] content, byte[] page, int number) {
        System.arraycopy(page, 0, content, number * TrueSnapshot.PAGE, TrueSnapshot.PAGE);
    }

    private FileDescriptor created() {
        return table(SnapshotState.PAGE_COPY, CREATED, 10, 7L * TrueSnapshot.PAGE, "./d/created.ibd", 0);
    }

    private byte[] page(int index, int number) {
        FileDescriptor file = index == CREATED ? created() : files.get(index).descriptor();
        return TrueSnapshot.page(file.spaceId(), file.fspFlags(), number, 2);
    }

    /** Tells the whole snapshot, or what {@code engine} lacks of it. */
    void tell(InnodbRecipient engine, boolean resumed) throws IOException, InterruptedException {
        Optional<ChunkProgress> progress = Optional.empty();
        boolean ahead = false;
        if (resumed) {
            var asked = (LocatorDescriptor)
                    DescriptorDecoder.decode(engine.resumeLocator().locator().buffer());
            engine.resume(new InnodbLocator(LOCATOR.cloneId(), LOCATOR.snapshotId(), 0, state, 0).toEngineLocator());
            progress = asked.progress();
            ahead = asked.locator().state() != state;
        } else {
            state = SnapshotState.INIT;
            engine.donor(new DonorServer(TrueSnapshot.PAGE, 90704));
            engine.begin(LOCATOR.toEngineLocator());
        }
        try (RecipientTask task = engine.openMaster(failure -> engine.abandonRound())) {
            task.awaitReady();
            describe(task, new TaskDescriptor(0, 0, 0));
            if (!ahead) {
                rest(engine, task, progress);
            }
            while (true) {
                start(task);
                if (state == SnapshotState.DONE) {
                    task.complete();
                    return;
                }
                engine.record();
                rest(engine, task, Optional.empty());
            }
        }
    }

    /** What of the current state is not known, its end, and its acknowledgement, after which the next has begun. */
    private void rest(InnodbRecipient engine, RecipientTask task, Optional<ChunkProgress> progress)
            throws IOException, InterruptedException {
        BitSet begun = progress.map(ChunkProgress::begun).orElseGet(BitSet::new);
        Map<Integer, Integer> incomplete =
                progress.<Map<Integer, Integer>>map(ChunkProgress::incomplete).orElseGet(TreeMap::new);
        for (Block block : blocks()) {
            int chunk = block.descriptor().chunk();
            boolean known = begun.get(chunk - 1)
                    && block.descriptor().block() <= incomplete.getOrDefault(chunk, Integer.MAX_VALUE);
            if (!known) {
                Optional<ByteBuffer> _ = task.apply(
                        block.descriptor().encode().buffer(),
                        room -> room.put(block.bytes().buffer()));
                // At some of the moments when something may be in the middle.
                if (told++ % 3 == 2) {
                    engine.record();
                }
            }
        }
        Optional<ByteBuffer> acknowledgement =
                task.apply(new StateDescriptor(state, 0, 0, 0, 0, 0, 0).encode().buffer(), room -> {});
        if (acknowledgement.isEmpty()) {
            throw new IllegalStateException("the only task ended " + state + ", and nothing was acknowledged");
        }
        state = switch (state) {
            case INIT -> SnapshotState.FILE_COPY;
            case FILE_COPY -> SnapshotState.PAGE_COPY;
            case PAGE_COPY -> SnapshotState.REDO_COPY;
            case REDO_COPY -> SnapshotState.DONE;
            case NONE, DONE -> throw new IllegalStateException("nothing comes behind " + state);
        };
    }

    private void start(RecipientTask task) throws IOException, InterruptedException {
        switch (state) {
            case FILE_COPY -> {
                describe(task, Descriptors.start(state, files.size(), files.size()));
                for (TrueSnapshot.File file : files) {
                    describe(task, file.descriptor());
                }
            }
            case PAGE_COPY -> {
                FileDescriptor small = files.get(TrueSnapshot.SMALL_TABLE).descriptor();
                describe(
                        task,
                        table(
                                state,
                                TrueSnapshot.SMALL_TABLE,
                                (int) small.spaceId(),
                                small.fileSize(),
                                "./d/renamed.ibd",
                                Descriptors.RENAMED));
                describe(task, table(state, DROPPED, 9, TrueSnapshot.PAGE, "./d/dropped.ibd", Descriptors.DELETED));
                describe(task, created());
                describe(task, Descriptors.start(state, 1, PAGES));
            }
            case REDO_COPY -> {
                describe(task, Descriptors.start(state, REDO_CHUNKS, 2));
                describe(task, TrueSnapshot.redo(0));
                describe(task, TrueSnapshot.redo(1));
            }
            case DONE -> describe(task, Descriptors.start(state, 0, 0));
            case NONE, INIT -> throw new IllegalStateException("no state comes before " + state);
        }
    }

    private static void describe(RecipientTask task, Descriptor descriptor) throws IOException, InterruptedException {
        Optional<ByteBuffer> _ = task.apply(descriptor.encode().buffer(), room -> {});
    }

    private record Block(DataDescriptor descriptor, Bytes bytes) {}

    private List<Block> blocks() {
        return switch (state) {
            case FILE_COPY -> copied();
            case PAGE_COPY ->
                List.of(
                        changed(1, TrueSnapshot.BIG_TABLE, 0, GROWN_PAGES),
                        changed(2, TrueSnapshot.BIG_TABLE, 2, GROWN_PAGES),
                        changed(3, TrueSnapshot.SMALL_TABLE, 1, 0),
                        changed(4, CREATED, 0, 7),
                        changed(5, CREATED, 3, 7));
            case REDO_COPY -> log();
            case NONE, INIT, DONE -> List.of();
        };
    }

    private List<Block> copied() {
        List<Block> blocks = new ArrayList<>();
        for (TrueSnapshot.File file : files) {
            byte[] content = file.content().toArray();
            for (int at = 0; at < content.length; at += TrueSnapshot.BLOCK) {
                byte[] block = Arrays.copyOfRange(content, at, Math.min(content.length, at + TrueSnapshot.BLOCK));
                blocks.add(new Block(
                        new DataDescriptor(
                                state,
                                0,
                                file.descriptor().firstChunk(),
                                at / TrueSnapshot.BLOCK + 1,
                                file.descriptor().fileIndex(),
                                block.length,
                                at,
                                content.length),
                        Bytes.of(block)));
            }
        }
        return blocks;
    }

    private Block changed(int block, int index, int number, int pages) {
        byte[] page = page(index, number);
        return new Block(
                new DataDescriptor(
                        state,
                        0,
                        1,
                        block,
                        index,
                        page.length,
                        (long) number * page.length,
                        (long) pages * page.length),
                Bytes.of(page));
    }

    private List<Block> log() {
        byte[] first = TrueSnapshot.redoContent(0);
        byte[] second = TrueSnapshot.redoContent(1);
        int trailer = second.length - 512;
        return List.of(
                log(1, 0, Arrays.copyOfRange(first, 2048, first.length), 2048, first.length),
                log(2, 1, Arrays.copyOf(second, trailer), 0, trailer),
                log(3, 0, Arrays.copyOf(first, 2048), 0, first.length),
                log(4, 1, Arrays.copyOfRange(second, trailer, second.length), trailer, second.length));
    }

    private Block log(int chunk, int file, byte[] bytes, long offset, long end) {
        return new Block(new DataDescriptor(state, 0, chunk, 1, file, bytes.length, offset, end), Bytes.of(bytes));
    }
}
