package io.mysqlclone.innodb.snapshot;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The journal's records of a snapshot. Descriptors are kept as the donor sent them, so that replaying the journal is
 * the same as receiving them again; only the keys of tablespaces, which the donor sends in clear, are left out.
 */
public final class SnapshotRecords {
    /** A snapshot begins: locator, server page size, server version. */
    public static final int BEGIN = 32;
    /** A state is entered, and with it the files of all FILES records since the state before: STATE descriptor. */
    public static final int ENTER = 33;
    /** A redo file is announced or a data file dropped: FILE descriptor. */
    public static final int FILE = 34;
    /** Blocks and chunks that are durable. */
    public static final int PROGRESS = 35;
    /** A state is over for all connections, and what they brought is durable. */
    public static final int COMPLETE = 36;
    /** Pages of FILE COPY to be looked at again once PAGE COPY is over. */
    public static final int SUSPECTS = 37;
    /** Files that the next ENTER brings: FILE descriptors. */
    public static final int FILES = 38;

    /** The list of redo files did not arrive as a whole, and REDO COPY counts as not entered: empty. */
    public static final int REWIND = 39;

    /** FILE descriptors in one record, so that a record is far below the longest one. */
    private static final int FILES_PER_RECORD = 1000;

    private static final int NO_MORE_RUNS = -1;

    private SnapshotRecords() {}

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static ByteBuffer bytes(Body body) {
        var buffer = new ByteArrayOutputStream();
        try {
            body.writeTo(new DataOutputStream(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(buffer.toByteArray());
    }

    /** Payload of {@link #BEGIN}. */
    public static ByteBuffer begin(InnodbLocator locator, DonorServer donor) {
        return bytes(out -> {
            write(out, locator.toEngineLocator().locator());
            out.writeInt(donor.pageSize());
            out.writeInt(donor.versionNumber());
        });
    }

    /** Payload of {@link #ENTER}. */
    public static ByteBuffer enter(StateDescriptor start) {
        return bytes(out -> write(out, start.encode()));
    }

    /** Payloads of as many {@link #FILES} records as {@code files} need. */
    public static List<ByteBuffer> files(List<FileDescriptor> files) {
        List<ByteBuffer> records = new ArrayList<>();
        for (int from = 0; from < files.size(); from += FILES_PER_RECORD) {
            List<FileDescriptor> part = files.subList(from, Math.min(files.size(), from + FILES_PER_RECORD));
            records.add(bytes(out -> {
                out.writeInt(part.size());
                for (FileDescriptor file : part) {
                    write(out, file.withoutKey().encode());
                }
            }));
        }
        return records;
    }

    /** Payload of {@link #FILE}. */
    public static ByteBuffer file(FileDescriptor file) {
        return bytes(out -> write(out, file.withoutKey().encode()));
    }

    /** Payload of {@link #PROGRESS}. */
    public static ByteBuffer progress(Unrecorded unrecorded) {
        return bytes(out -> {
            out.writeByte(unrecorded.state().code());
            out.writeLong(unrecorded.storedBytes());
            writeRuns(out, unrecorded.chunks().completed());
            out.writeInt(unrecorded.chunks().open().size());
            for (var open : unrecorded.chunks().open().entrySet()) {
                out.writeInt(open.getKey());
                out.writeInt(open.getValue());
            }
            write(out, unrecorded.sizes());
            write(out, unrecorded.redoEnds());
            writePages(out, unrecorded.pages());
        });
    }

    /** Payload of {@link #COMPLETE}. */
    public static ByteBuffer complete(SnapshotState state) {
        return bytes(out -> out.writeByte(state.code()));
    }

    /** Payload of {@link #REWIND}. */
    public static ByteBuffer rewind() {
        return ByteBuffer.allocate(0);
    }

    /** Payload of {@link #SUSPECTS}. */
    public static ByteBuffer suspects(List<SuspectPages.Page> pages) {
        return bytes(out -> {
            out.writeInt(pages.size());
            for (SuspectPages.Page page : pages) {
                out.writeInt(page.fileIndex());
                out.writeLong(page.number());
            }
        });
    }

    /** Chunks are completed in runs: a bit for each, however many were completed at once, would not fit a record. */
    private static void writeRuns(DataOutputStream out, BitSet bits) throws IOException {
        for (int from = bits.nextSetBit(0); from >= 0; ) {
            int to = bits.nextClearBit(from);
            out.writeInt(from);
            out.writeInt(to);
            from = bits.nextSetBit(to);
        }
        out.writeInt(NO_MORE_RUNS);
    }

    private static void writePages(DataOutputStream out, Map<Integer, PageOrder.Chunk> chunks) throws IOException {
        out.writeInt(chunks.size());
        for (var entry : chunks.entrySet()) {
            PageOrder.Chunk chunk = entry.getValue();
            out.writeInt(entry.getKey());
            out.writeLong(chunk.first());
            out.writeLong(chunk.last());
            out.writeInt(chunk.passedBefore());
            out.writeInt(chunk.gaps().size());
            for (PageOrder.Gap gap : chunk.gaps()) {
                out.writeLong(gap.after());
                out.writeLong(gap.before());
                out.writeInt(gap.pages());
            }
        }
    }

    private static void write(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.length());
        out.write(bytes.toArray());
    }

    private static void write(DataOutputStream out, Map<Integer, Long> map) throws IOException {
        out.writeInt(map.size());
        for (var entry : map.entrySet()) {
            out.writeInt(entry.getKey());
            out.writeLong(entry.getValue());
        }
    }

    /** Builds a snapshot from the records of a journal, in their order. */
    public static final class Replay {
        private Optional<Snapshot> snapshot = Optional.empty();
        private Optional<DonorServer> donor = Optional.empty();
        private final List<SuspectPages.Page> suspects = new ArrayList<>();
        private final List<FileDescriptor> announced = new ArrayList<>();

        /** The snapshot as the records leave it, if they have begun one. */
        public Optional<Snapshot> snapshot() {
            return snapshot;
        }

        /** The server that the snapshot is of. */
        public Optional<DonorServer> donor() {
            return donor;
        }

        /** Pages to be looked at again once PAGE COPY is over. */
        public List<SuspectPages.Page> suspects() {
            return suspects;
        }

        /** Takes the next record; types that are not of a snapshot are ignored. */
        public void accept(int type, ByteBuffer payload) throws IOException {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            var in = new DataInputStream(new ByteArrayInputStream(bytes));
            switch (type) {
                case BEGIN -> {
                    snapshot = Optional.of(
                            new Snapshot(InnodbLocator.decode(new EngineLocator(EngineLocator.INNODB, readBytes(in)))));
                    donor = Optional.of(new DonorServer(in.readInt(), in.readInt()));
                    suspects.clear();
                    announced.clear();
                }
                case FILES -> {
                    int count = in.readInt();
                    for (int i = 0; i < count; i++) {
                        announced.add(read(in, FileDescriptor.class));
                    }
                }
                case ENTER -> {
                    current().enter(read(in, StateDescriptor.class), announced);
                    announced.clear();
                }
                case FILE -> {
                    var file = read(in, FileDescriptor.class);
                    if (file.isRedo()) {
                        current().addRedo(file);
                    } else {
                        current().drop(file);
                    }
                }
                case PROGRESS -> progress(in);
                case COMPLETE -> {
                    requireCurrent(in.readByte());
                    current().stateCompleted();
                }
                case REWIND -> {
                    if (!current().rewindIncompleteList()) {
                        throw outOfOrder("leaves " + current().state().stageName() + ", whose list is complete");
                    }
                }
                case SUSPECTS -> {
                    int count = in.readInt();
                    for (int i = 0; i < count; i++) {
                        suspects.add(new SuspectPages.Page(in.readInt(), in.readLong()));
                    }
                }
                default -> {}
            }
            snapshot.ifPresent(Snapshot::drain);
        }

        private Snapshot current() throws EngineException {
            return snapshot.orElseThrow(() ->
                    new EngineException(EngineException.Kind.LOCAL_IO, "the journal does not start with a snapshot"));
        }

        /** What belongs to another state would be taken for blocks and chunks of this one. */
        private void requireCurrent(int state) throws EngineException {
            SnapshotState current = current().state();
            if (state != current.code()) {
                throw outOfOrder("speaks of state " + state + " in " + current.stageName());
            }
        }

        private static EngineException outOfOrder(String what) {
            return new EngineException(EngineException.Kind.LOCAL_IO, "the journal is out of order: it " + what);
        }

        private void progress(DataInputStream in) throws IOException {
            requireCurrent(in.readByte());
            long stored = in.readLong();
            BitSet completed = readRuns(in);
            Map<Integer, Integer> open = new TreeMap<>();
            int openCount = in.readInt();
            for (int i = 0; i < openCount; i++) {
                open.put(in.readInt(), in.readInt());
            }
            Map<Integer, Long> sizes = readMap(in);
            Map<Integer, Long> redoEnds = readMap(in);
            current().restore(new ChunkMap.Delta(completed, open), readPages(in), sizes, redoEnds, stored);
        }

        private static Map<Integer, PageOrder.Chunk> readPages(DataInputStream in) throws IOException {
            Map<Integer, PageOrder.Chunk> chunks = new TreeMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                int number = in.readInt();
                long first = in.readLong();
                long last = in.readLong();
                int passedBefore = in.readInt();
                List<PageOrder.Gap> gaps = new ArrayList<>();
                int gapCount = in.readInt();
                for (int gap = 0; gap < gapCount; gap++) {
                    gaps.add(new PageOrder.Gap(in.readLong(), in.readLong(), in.readInt()));
                }
                chunks.put(number, new PageOrder.Chunk(first, last, passedBefore, List.copyOf(gaps)));
            }
            return chunks;
        }

        private static BitSet readRuns(DataInputStream in) throws IOException {
            BitSet bits = new BitSet();
            for (int from = in.readInt(); from != NO_MORE_RUNS; from = in.readInt()) {
                bits.set(from, in.readInt());
            }
            return bits;
        }

        private static Map<Integer, Long> readMap(DataInputStream in) throws IOException {
            Map<Integer, Long> map = new TreeMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                map.put(in.readInt(), in.readLong());
            }
            return map;
        }

        private static Bytes readBytes(DataInputStream in) throws IOException {
            byte[] bytes = in.readNBytes(in.readInt());
            return Bytes.of(bytes);
        }

        private static <T extends Descriptor> T read(DataInputStream in, Class<T> type) throws IOException {
            return type.cast(DescriptorDecoder.decode(readBytes(in).buffer()));
        }
    }
}
