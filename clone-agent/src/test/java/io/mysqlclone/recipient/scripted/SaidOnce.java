package io.mysqlclone.recipient.scripted;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Clones in which a donor says everything that it says once, and the places at which such a clone can be cut off. */
public final class SaidOnce {
    private static final int DELETED = 0x10;
    private static final int RENAMED = 0x08;
    private static final int CREATED = 6;

    private SaidOnce() {}

    /** Where in a packet. */
    public enum Part {
        BEFORE,
        WITHIN,
        BEHIND
    }

    /**
     * @param step of what the master is told
     * @param what it is
     */
    public record Cut(int step, Part part, String what) {
        @Override
        public String toString() {
            return part + " step " + step + ", " + what;
        }
    }

    /** What happens on the donor meanwhile. */
    public enum Story {
        NOTHING,
        /** A table is dropped in FILE COPY, before its data is sent. */
        DROP_IN_FILE_COPY,
        /** In the list before PAGE COPY: a new name, a new table, and one that is gone. */
        DDL_BEFORE_PAGE_COPY,
        /** A table is dropped in PAGE COPY, before its page is sent. */
        DROP_IN_PAGE_COPY,
        /** In the list before REDO COPY: a new name, a new table, and one that is gone. */
        DDL_BEFORE_REDO_COPY;

        /** The clone from begin to end. */
        public Script script() {
            Script script = Script.ofOneTask();
            switch (this) {
                case NOTHING -> {}
                case DROP_IN_FILE_COPY -> {
                    int data = script.data(SnapshotState.FILE_COPY, 6);
                    script.removeData(data);
                    script.removeData(script.data(SnapshotState.PAGE_COPY, 2));
                    script.master.add(
                            data,
                            file(TrueSnapshot.SMALL_TABLE, SnapshotState.FILE_COPY, DELETED, "./d/#sql-ib7.ibd", 0));
                    script.master.add(
                            script.start(SnapshotState.PAGE_COPY),
                            file(TrueSnapshot.SMALL_TABLE, SnapshotState.PAGE_COPY, DELETED, "./d/#sql-ib7.ibd", 0));
                }
                case DROP_IN_PAGE_COPY -> {
                    int data = script.data(SnapshotState.PAGE_COPY, 2);
                    script.removeData(data);
                    script.master.add(
                            data,
                            file(TrueSnapshot.SMALL_TABLE, SnapshotState.PAGE_COPY, DELETED, "./d/#sql-ib7.ibd", 0));
                    script.master.add(
                            script.start(SnapshotState.REDO_COPY),
                            file(TrueSnapshot.SMALL_TABLE, SnapshotState.REDO_COPY, DELETED, "./d/#sql-ib7.ibd", 0));
                }
                case DDL_BEFORE_PAGE_COPY -> {
                    script.removeData(script.data(SnapshotState.PAGE_COPY, 2));
                    list(script, SnapshotState.PAGE_COPY);
                }
                case DDL_BEFORE_REDO_COPY -> list(script, SnapshotState.REDO_COPY);
            }
            return script;
        }

        private static void list(Script script, SnapshotState next) {
            script.master.addAll(
                    script.start(next),
                    List.of(
                            file(TrueSnapshot.BIG_TABLE, next, RENAMED, "./d/renamed.ibd", 5),
                            file(TrueSnapshot.SMALL_TABLE, next, DELETED, "./d/small.ibd", 6),
                            file(CREATED, next, 0, "./d/created.ibd", 1)));
        }

        /** The same, which ends at a place, and goes on when it is asked to. */
        public Script script(Cut cut, Step end) {
            Script script = script();
            List<Step> truth = List.copyOf(script.master);
            script.resumption =
                    Optional.of(new Resumption(truth, cut.part() == Part.BEFORE ? cut.step() : cut.step() + 1));
            script.master.subList(cut.step(), script.master.size()).clear();
            switch (cut.part()) {
                case BEFORE -> {}
                case WITHIN -> script.master.add(new Step.Half(truth.get(cut.step())));
                case BEHIND -> script.master.add(truth.get(cut.step()));
            }
            script.master.add(end);
            return script;
        }

        /** Every packet, in each of its parts. */
        public List<Cut> cuts() {
            List<Step> steps = script().master;
            List<Cut> cuts = new ArrayList<>();
            for (int step = 0; step < steps.size(); step++) {
                if (!(steps.get(step) instanceof Step.AwaitAck)) {
                    for (Part part : Part.values()) {
                        cuts.add(new Cut(step, part, name(steps.get(step))));
                    }
                }
            }
            return cuts;
        }

        /** Those at what the story adds to the others, and in the story of nothing those at all that is no data. */
        public List<Cut> cutsAtWhatIsSaidOnce() {
            List<Step> nothing = NOTHING.script().master;
            List<Step> steps = script().master;
            return cuts().stream()
                    .filter(cut -> this == NOTHING
                            ? !(steps.get(cut.step()) instanceof Step.Data)
                                    && !cut.what().startsWith("DataDescriptor")
                            : !nothing.contains(steps.get(cut.step())))
                    .toList();
        }

        /**
         * One of each kind, behind the message: a process takes its time to start. Before it is behind the one before, and
         * within it no process has more of it. Never before there is a snapshot to go on with.
         */
        public List<Cut> kills() {
            Set<String> kinds = new HashSet<>();
            return cutsAtWhatIsSaidOnce().stream()
                    .filter(cut -> cut.step() > 1 && cut.part() == Part.BEHIND && kinds.add(kind(cut.what())))
                    .toList();
        }

        /** A state's start and its end differ in their flags, a file's descriptions in the state that they belong to. */
        private static String kind(String what) {
            return what.replaceAll(
                    "(fileSize|allocatedSize|fspFlags|spaceId|fileIndex|firstChunk|lastChunk|name|key|fsBlockSize)=[^,]*,? ?",
                    "");
        }

        private static String name(Step step) {
            return step instanceof Step.Describe(var descriptor)
                    ? descriptor.toString()
                    : step.getClass().getSimpleName();
        }
    }

    private static Step.Describe file(int index, SnapshotState said, int flags, String name, int chunk) {
        FileDescriptor like = TrueSnapshot.files()
                .get(Math.min(index, TrueSnapshot.SMALL_TABLE))
                .descriptor();
        return new Step.Describe(new FileDescriptor(
                said,
                like.fileSize(),
                like.allocatedSize(),
                like.fspFlags(),
                like.fsBlockSize(),
                new FileFlags(flags),
                index == CREATED ? 99 : like.spaceId(),
                index,
                Math.max(1, chunk),
                chunk,
                Optional.of(name),
                Optional.empty()));
    }

    /** All files of a clone by name, without what tells of the clone itself. */
    public static Map<String, String> tree(Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(target)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.startsWith(target.resolve("#clone-agent"))
                            && !path.getFileName().toString().startsWith("#view"))
                    .collect(Collectors.toMap(
                            path -> target.relativize(path).toString(), SaidOnce::content, (a, b) -> a, TreeMap::new));
        }
    }

    private static String content(Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
