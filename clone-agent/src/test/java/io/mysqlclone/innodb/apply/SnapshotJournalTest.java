package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.changed;
import static io.mysqlclone.innodb.snapshot.Descriptors.redo;
import static io.mysqlclone.innodb.snapshot.Descriptors.smallList;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.Descriptors;
import io.mysqlclone.innodb.snapshot.RedoFile;
import io.mysqlclone.innodb.snapshot.Snapshot;
import io.mysqlclone.innodb.snapshot.SnapshotRecords;
import io.mysqlclone.innodb.snapshot.SuspectPages;
import io.mysqlclone.innodb.staging.StagedTarget;
import io.mysqlclone.storage.journal.Journal;
import io.mysqlclone.storage.strict.StrictFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is read back from the journal is what was there when it was last written, wherever it is cut off. */
final class SnapshotJournalTest {
    private static final InnodbLocator LOCATOR = new InnodbLocator(5, 6, 0, SnapshotState.INIT, 0);
    private static final int CHUNKS = 7;
    private static final int PAGE_CHUNKS = 2;

    /** Something that happens to a snapshot, by whichever task; a number says to which chunk or file. */
    enum Kind {
        STORE,
        COMPLETE,
        DROP,
        GROW,
        SUSPECT,
        /** The next redo file is announced. */
        REDO_FILE,
        RECORD,
        /** The state ends and the next one begins. */
        NEXT,
        /** The connections are lost, and the donor is asked to go on. */
        CUT,
        /** The process is killed, and another one goes on from the journal. */
        KILL
    }

    @Provide
    static Arbitrary<List<Tuple.Tuple2<Kind, Integer>>> events() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.just(Kind.STORE)),
                                Tuple.of(4, Arbitraries.just(Kind.COMPLETE)),
                                Tuple.of(10, Arbitraries.of(Kind.class))),
                        Arbitraries.integers().between(1, CHUNKS))
                .as(Tuple::of)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void replayIsWhatWasRecorded(@ForAll("events") List<Tuple.Tuple2<Kind, Integer>> events) throws IOException {
        try (var live = new Live()) {
            live.begin();
            for (var event : events) {
                live.play(event.get1(), event.get2());
                assertThat(live.plain()).isEqualTo(live.model);
            }
            live.play(Kind.KILL, 1);
            assertThat(live.plain()).isEqualTo(live.model);
        }
    }

    /** Whichever byte is the last that reached the disk: the model is one that was true when it was recorded. */
    @Property(tries = 20)
    void aTornJournalClaimsNothingThatWasNotRecorded(@ForAll("events") List<Tuple.Tuple2<Kind, Integer>> events)
            throws IOException {
        try (var live = new Live()) {
            live.begin();
            for (var event : events) {
                live.play(event.get1(), event.get2());
            }
            byte[] journal = Files.readAllBytes(live.target.journalFile());
            List<String> recorded = Live.prefixes(live.target.journalFile());
            int newest = 0;
            for (int length = 0; length <= journal.length; length++) {
                Path cut = Files.write(live.target.journalFile().resolveSibling("cut"), Arrays.copyOf(journal, length));
                List<String> whole = Live.prefixes(cut);
                assertThat(whole).isEqualTo(recorded.subList(0, whole.size()));
                assertThat(whole.size()).isGreaterThanOrEqualTo(newest);
                newest = whole.size();
            }
            assertThat(newest).isEqualTo(recorded.size());
        }
    }

    /** The donor was lost in the middle of the list of redo files, went on, and the process was killed behind it. */
    @Example
    void aListOfRedoFilesThatCameTwiceCountsOnce() throws IOException {
        try (var live = new Live()) {
            live.begin();
            for (Kind kind : List.of(Kind.NEXT, Kind.NEXT, Kind.REDO_FILE, Kind.RECORD, Kind.CUT, Kind.KILL)) {
                live.play(kind, 1);
            }
            assertThat(live.snapshot.state()).isEqualTo(SnapshotState.PAGE_COPY);
            assertThat(live.snapshot.isStateComplete()).isTrue();
            for (Kind kind : List.of(Kind.NEXT, Kind.REDO_FILE, Kind.REDO_FILE, Kind.STORE, Kind.RECORD, Kind.KILL)) {
                live.play(kind, 1);
            }
            assertThat(live.snapshot.redoFiles()).hasSize(2);
            assertThat(live.plain()).isEqualTo(live.model);
        }
    }

    /** Its chunks would be taken for those of the state that is under way. */
    @Example
    void progressOfAnotherStateIsAnError() throws IOException {
        try (var live = new Live()) {
            live.begin();
            live.play(Kind.STORE, 3);
            ByteBuffer progress = SnapshotRecords.progress(live.snapshot.drain());
            live.play(Kind.NEXT, 1);
            live.journal.append(SnapshotRecords.PROGRESS, progress);
            live.journal.force();
            assertThatThrownBy(() -> Live.prefixes(live.target.journalFile()))
                    .hasMessageContaining("the journal is out of order");
        }
    }

    /**
     * What matters of a snapshot, in plain values.
     *
     * @param blocks stored of each chunk, -1 for all
     */
    private record Plain(
            SnapshotState state,
            boolean complete,
            List<Integer> blocks,
            List<Long> sizes,
            List<String> names,
            List<Boolean> deleted,
            List<Long> redoEnds,
            long redoBytes,
            TreeSet<Long> suspects) {
        static Plain of(Snapshot snapshot, List<SuspectPages.Page> suspects) {
            List<Integer> blocks = new ArrayList<>();
            for (int chunk = 1; chunk <= snapshot.announced().chunks(); chunk++) {
                blocks.add(snapshot.storedBlocks(chunk));
            }
            TreeSet<Long> pages = new TreeSet<>();
            suspects.forEach(page -> pages.add(page.number()));
            List<DataFile> files = snapshot.dataFiles();
            return new Plain(
                    snapshot.state(),
                    snapshot.isStateComplete(),
                    // A state that was left again has the announcement of the one behind it, and lacks nothing.
                    snapshot.isStateComplete() ? List.of() : blocks,
                    files.stream().map(DataFile::size).toList(),
                    files.stream().map(DataFile::name).toList(),
                    files.stream().map(DataFile::isDeleted).toList(),
                    snapshot.redoFiles().stream().map(RedoFile::dataEnd).toList(),
                    snapshot.storedBytes(SnapshotState.REDO_COPY),
                    pages);
        }
    }

    /** A snapshot that is recorded as a clone records it. */
    private static final class Live implements AutoCloseable {
        final StagedTarget target = new StagedTarget(new StrictFileSystem().getPath("/"));
        /** What the snapshot must be now, and what another process must find. */
        Plain model = Plain.of(new Snapshot(LOCATOR), List.of());

        private Plain recorded = model;
        private Snapshot snapshot = new Snapshot(LOCATOR);
        private SuspectPages suspects = new SuspectPages();
        private Journal journal = target.journal();
        private Durability durability = durability();

        Live() throws IOException {
            for (int index = 0; index < smallList().size(); index++) {
                target.stage(index, new byte[0]);
            }
            for (int index = 0; index < 2; index++) {
                target.stageRedo(index, new byte[0]);
            }
        }

        private Durability durability() {
            return new Durability(snapshot, suspects, target.files, journal, failure -> {});
        }

        void begin() throws IOException {
            journal.append(SnapshotRecords.BEGIN, SnapshotRecords.begin(LOCATOR, Descriptors.DONOR));
            journal.force();
            durability.enter(start(SnapshotState.FILE_COPY, CHUNKS, 4), smallList());
            remember();
        }

        void play(Kind kind, int number) throws IOException {
            boolean written = false;
            switch (kind) {
                case STORE -> store(number);
                case COMPLETE -> complete(number);
                case DROP -> drop();
                case GROW -> snapshot.grow(snapshot.dataFile(3), (long) number << 20);
                case SUSPECT -> suspects.add(2, number);
                case REDO_FILE -> addRedo();
                case RECORD -> {
                    durability.record();
                    written = true;
                }
                case NEXT -> written = next();
                case CUT -> durability.rewindIncompleteList();
                case KILL -> kill();
            }
            switch (kind) {
                case CUT -> rewound();
                case KILL -> model = recorded;
                case STORE, COMPLETE, DROP, GROW, SUSPECT, REDO_FILE, RECORD, NEXT -> model = plain();
            }
            if (written) {
                remember();
            }
        }

        private void store(int chunk) throws IOException {
            if (snapshot.isStateComplete() || chunk > snapshot.announced().chunks()) {
                return;
            }
            int blocks = snapshot.storedBlocks(chunk);
            if (blocks < 0) {
                return;
            }
            if (snapshot.state() != SnapshotState.REDO_COPY) {
                snapshot.storedData(2, chunk, blocks + 1, 1 << 20);
            } else if (chunk % 2 < snapshot.redoFiles().size()) {
                snapshot.storedRedo(chunk % 2, chunk, blocks + 1, 512);
                snapshot.redoFile(chunk % 2).dataEnd(2048 + 512L * chunk);
            } else {
                return;
            }
            assertThat(snapshot.storedBlocks(chunk)).isEqualTo(blocks + 1);
        }

        private void complete(int chunk) {
            if (!snapshot.isStateComplete() && chunk <= snapshot.announced().chunks()) {
                snapshot.completeChunk(chunk);
                assertThat(snapshot.storedBlocks(chunk)).isEqualTo(-1);
            }
        }

        private void drop() throws IOException {
            if (snapshot.state() == SnapshotState.FILE_COPY) {
                snapshot.drop(changed(smallList().get(2), SnapshotState.FILE_COPY, "./d/t2.ibd", Descriptors.DELETED));
            }
        }

        private void addRedo() throws IOException {
            int next = snapshot.redoFiles().size();
            if (snapshot.state() == SnapshotState.REDO_COPY && next < 2) {
                snapshot.addRedo(redo(next, 65536));
            }
        }

        /** Whether there is a next one. */
        private boolean next() throws IOException {
            if (!snapshot.isStateComplete()) {
                if (snapshot.state() == SnapshotState.REDO_COPY) {
                    return false;
                }
                snapshot.completeAllChunks();
                durability.recordCompleteState();
            }
            if (snapshot.state() == SnapshotState.FILE_COPY) {
                FileDescriptor renamed =
                        changed(smallList().get(3), SnapshotState.PAGE_COPY, "./d/renamed.ibd", Descriptors.RENAMED);
                durability.enter(start(SnapshotState.PAGE_COPY, PAGE_CHUNKS, 5000), List.of(renamed));
            } else {
                durability.enter(start(SnapshotState.REDO_COPY, CHUNKS, 2), List.of());
            }
            return true;
        }

        private void kill() throws IOException {
            durability.close();
            journal.close();
            journal = target.journal();
            var replay = new SnapshotRecords.Replay();
            Journal.replay(target.journalFile(), replay::accept);
            snapshot = replay.snapshot().orElseThrow();
            suspects = new SuspectPages();
            suspects.restore(replay.suspects());
            durability = durability();
        }

        /** The journal says now what the snapshot is. */
        private void remember() {
            model = plain();
            recorded = model;
        }

        /** The journal says that the state was left, and nothing else that it did not say before. */
        private void rewound() {
            Plain now = plain();
            if (now.state() != model.state()) {
                recorded = new Plain(
                        now.state(),
                        now.complete(),
                        now.blocks(),
                        recorded.sizes(),
                        recorded.names(),
                        recorded.deleted(),
                        now.redoEnds(),
                        now.redoBytes(),
                        recorded.suspects());
            }
            model = now;
        }

        Plain plain() {
            return Plain.of(snapshot, suspects.all());
        }

        /** The model after each whole record of a journal. */
        static List<String> prefixes(Path file) throws IOException {
            var replay = new SnapshotRecords.Replay();
            List<String> models = new ArrayList<>();
            Journal.replay(file, (type, payload) -> {
                replay.accept(type, payload);
                Snapshot snapshot = replay.snapshot().orElseThrow();
                models.add(Plain.of(snapshot, replay.suspects()) + " "
                        + Bytes.copyOf(snapshot.resumeLocator().encode().buffer()));
            });
            return models;
        }

        @Override
        public void close() throws IOException {
            durability.close();
            journal.close();
        }
    }
}
