package io.mysqlclone.innodb.apply;

import static io.mysqlclone.innodb.snapshot.Descriptors.changed;
import static io.mysqlclone.innodb.snapshot.Descriptors.redo;
import static io.mysqlclone.innodb.snapshot.Descriptors.smallList;
import static io.mysqlclone.innodb.snapshot.Descriptors.start;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.mysqlclone.protocol.Bytes;
import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is read back from the journal is what was there when it was last written, wherever it is cut off. */
final class SnapshotJournalTest {
    private static final InnodbLocator LOCATOR = new InnodbLocator(5, 6, 0, SnapshotState.INIT, 0);
    private static final int CHUNKS = 7;

    /** Something that happens to a snapshot; a number says to which chunk or file. */
    enum Kind {
        STORE,
        COMPLETE,
        DROP,
        GROW,
        SUSPECT,
        RECORD
    }

    @Provide
    static Arbitrary<List<Tuple.Tuple2<Kind, Integer>>> events() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(1, CHUNKS))
                .as(Tuple::of)
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 20)
    void replayIsTheLiveModel(
            @ForAll("events") List<Tuple.Tuple2<Kind, Integer>> fileCopy,
            @ForAll("events") List<Tuple.Tuple2<Kind, Integer>> redoCopy)
            throws IOException {
        try (var live = new Live()) {
            live.begin();
            live.play(fileCopy);
            live.record();
            assertThat(live.replayed()).isEqualTo(live.now());
            live.enterRedoCopy();
            live.play(redoCopy);
            live.record();
            assertThat(live.replayed()).isEqualTo(live.now());
        }
    }

    /** Whichever byte is the last that reached the disk: the model is one that was true when it was recorded. */
    @Property(tries = 5)
    void aTornJournalClaimsNothingThatWasNotRecorded(@ForAll("events") List<Tuple.Tuple2<Kind, Integer>> events)
            throws IOException {
        try (var live = new Live()) {
            live.begin();
            live.play(events);
            live.enterRedoCopy();
            live.record();
            byte[] journal = Files.readAllBytes(live.target.journalFile());
            List<String> recorded = live.recorded;
            int newest = 0;
            for (int length = 0; length <= journal.length; length++) {
                Path cut = Files.write(live.scratch.resolve("cut"), Arrays.copyOf(journal, length));
                List<String> whole = Live.prefixes(cut);
                assertThat(whole).isEqualTo(recorded.subList(0, whole.size()));
                assertThat(whole.size()).isGreaterThanOrEqualTo(newest);
                newest = whole.size();
            }
            assertThat(newest).isEqualTo(recorded.size());
        }
    }

    /** A snapshot that is recorded as a clone records it. */
    private static final class Live implements AutoCloseable {
        final Path scratch = Files.createTempDirectory("snapshot-journal");
        final StagedTarget target = new StagedTarget(scratch);
        final List<String> recorded = new ArrayList<>();
        private final Snapshot snapshot = new Snapshot(LOCATOR);
        private final SuspectPages suspects = new SuspectPages();
        private final Journal journal = target.journal();
        private final Durability durability = new Durability(snapshot, suspects, target.files, journal, failure -> {});

        Live() throws IOException {
            for (int index = 0; index < smallList().size(); index++) {
                target.stage(index, new byte[0]);
            }
            for (int index = 0; index < 2; index++) {
                target.stageRedo(index, new byte[0]);
            }
        }

        void begin() throws IOException {
            journal.append(SnapshotRecords.BEGIN, SnapshotRecords.begin(LOCATOR, Descriptors.DONOR));
            journal.force();
            durability.enter(start(SnapshotState.FILE_COPY, CHUNKS, 4), smallList());
            remember();
        }

        void enterRedoCopy() throws IOException {
            snapshot.completeAllChunks();
            durability.recordCompleteState();
            remember();
            FileDescriptor renamed =
                    changed(smallList().get(3), SnapshotState.PAGE_COPY, "./d/renamed.ibd", Descriptors.RENAMED);
            durability.enter(start(SnapshotState.PAGE_COPY, 0, 0), List.of(renamed));
            durability.recordCompleteState();
            durability.enter(start(SnapshotState.REDO_COPY, CHUNKS, 2), List.of());
            snapshot.addRedo(redo(0, 65536));
            snapshot.addRedo(redo(1, 65536));
            remember();
        }

        void play(List<Tuple.Tuple2<Kind, Integer>> events) throws IOException {
            for (var event : events) {
                int number = event.get2();
                switch (event.get1()) {
                    case STORE -> store(number);
                    case COMPLETE -> snapshot.completeChunk(number);
                    case DROP -> drop();
                    case GROW -> snapshot.grow(snapshot.dataFile(3), (long) number << 20);
                    case SUSPECT -> suspects.add(2, number);
                    case RECORD -> record();
                }
            }
        }

        private void store(int chunk) throws IOException {
            int blocks = snapshot.storedBlocks(chunk);
            if (snapshot.state() == SnapshotState.REDO_COPY) {
                snapshot.storedRedo(chunk % 2, chunk, blocks + 1, 512);
                snapshot.redoFile(chunk % 2).dataEnd(2048 + 512L * chunk);
            } else if (blocks >= 0) {
                snapshot.storedData(2, chunk, blocks + 1, 1 << 20);
            }
        }

        private void drop() throws IOException {
            if (snapshot.state() == SnapshotState.FILE_COPY) {
                snapshot.drop(changed(smallList().get(2), SnapshotState.FILE_COPY, "./d/t2.ibd", Descriptors.DELETED));
            }
        }

        void record() throws IOException {
            durability.record();
            remember();
        }

        private void remember() throws IOException {
            recorded.clear();
            recorded.addAll(prefixes(target.journalFile()));
        }

        String now() {
            return describe(snapshot, suspects.all());
        }

        String replayed() throws IOException {
            return prefixes(target.journalFile()).getLast();
        }

        /** The model after each whole record of a journal. */
        static List<String> prefixes(Path file) throws IOException {
            var replay = new SnapshotRecords.Replay();
            List<String> models = new ArrayList<>();
            Journal.replay(file, (type, payload) -> {
                replay.accept(type, payload);
                models.add(describe(replay.snapshot().orElseThrow(), replay.suspects()));
            });
            return models;
        }

        private static String describe(Snapshot snapshot, List<SuspectPages.Page> suspects) {
            var text = new StringBuilder();
            text.append(snapshot.state()).append(snapshot.isStateComplete() ? " complete " : " ");
            text.append(Bytes.copyOf(snapshot.resumeLocator().encode().buffer()))
                    .append('\n');
            text.append(snapshot.announced())
                    .append(' ')
                    .append(snapshot.storedBytes())
                    .append('\n');
            for (DataFile file : snapshot.dataFiles()) {
                text.append(file.descriptor())
                        .append(file.size())
                        .append(file.isDeleted())
                        .append('\n');
            }
            for (RedoFile file : snapshot.redoFiles()) {
                text.append(file.descriptor()).append(file.dataEnd()).append('\n');
            }
            return text.append(suspects).toString();
        }

        @Override
        public void close() throws IOException {
            durability.close();
            journal.close();
            try (Stream<Path> paths = Files.walk(scratch)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
