package io.mysqlclone.recipient.scripted;

import static io.mysqlclone.recipient.scripted.Lie.donor;
import static io.mysqlclone.recipient.scripted.Lie.gone;
import static io.mysqlclone.recipient.scripted.Lie.refused;
import static io.mysqlclone.recipient.scripted.Lie.silent;

import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.LocatorDescriptor;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.protocol.ResponseDecoder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Lies about states and their counts, and about the frame of descriptors. */
public final class StateLies {
    private static final StateDescriptor KEEP_ALIVE = new StateDescriptor(
            SnapshotState.FILE_COPY, 0, 0, 0, 0, 0, StateDescriptor.START | StateDescriptor.ACKNOWLEDGED);

    private StateLies() {}

    public static Stream<Lie> lies() {
        return Stream.of(order(), counts(), frames(), endings()).flatMap(lies -> lies);
    }

    private static Stream<Lie> order() {
        return Stream.of(
                donor(
                        "skips the end of INIT",
                        "start of FILE COPY while DROP DATA was under way",
                        s -> remove(s, s.end(SnapshotState.INIT), 2)),
                donor(
                        "skips FILE COPY",
                        "start of PAGE COPY while DROP DATA",
                        s -> cut(s, s.start(SnapshotState.FILE_COPY), s.start(SnapshotState.PAGE_COPY))),
                donor(
                        "skips PAGE COPY",
                        "start of REDO COPY while FILE COPY",
                        s -> cut(s, s.start(SnapshotState.PAGE_COPY), s.start(SnapshotState.REDO_COPY))),
                donor(
                        "skips REDO COPY",
                        "start of FILE SYNC while PAGE COPY",
                        s -> cut(s, s.start(SnapshotState.REDO_COPY), s.start(SnapshotState.DONE))),
                donor(
                        "starts FILE COPY twice",
                        "start of FILE COPY while FILE COPY",
                        s -> repeat(s, s.start(SnapshotState.FILE_COPY))),
                donor(
                        "starts PAGE COPY twice",
                        "start of PAGE COPY while PAGE COPY",
                        s -> repeat(s, s.start(SnapshotState.PAGE_COPY))),
                donor(
                        "goes back to FILE COPY",
                        "start of FILE COPY while PAGE COPY",
                        s -> s.master.add(
                                s.end(SnapshotState.PAGE_COPY), s.master.get(s.start(SnapshotState.FILE_COPY)))),
                donor(
                        "ends FILE COPY twice",
                        "end of FILE COPY while FILE COPY had ended",
                        s -> s.master.add(
                                s.end(SnapshotState.FILE_COPY) + 2, s.master.get(s.end(SnapshotState.FILE_COPY)))),
                donor(
                        "ends another state than it is in",
                        "end of REDO COPY while FILE COPY",
                        s -> s.edit(
                                s.end(SnapshotState.FILE_COPY),
                                StateDescriptor.class,
                                d -> in(d, SnapshotState.REDO_COPY))),
                donor(
                        "does not end FILE COPY",
                        "start of PAGE COPY while FILE COPY was under way",
                        s -> remove(s, s.end(SnapshotState.FILE_COPY), 2)),
                donor(
                        "ends FILE COPY before any data",
                        "did not arrive",
                        s -> cut(s, s.data(SnapshotState.FILE_COPY, 0), s.end(SnapshotState.FILE_COPY))),
                donor(
                        "ends FILE COPY within the list of files",
                        "end of FILE COPY while FILE COPY",
                        s -> cut(s, s.file(3), s.end(SnapshotState.FILE_COPY))),
                donor(
                        "starts nothing",
                        "start of NONE",
                        s -> s.master.add(
                                1, new Step.Describe(new StateDescriptor(SnapshotState.NONE, 0, 0, 0, 0, 0, 1)))),
                donor(
                        "acknowledges itself",
                        "end of FILE COPY",
                        s -> s.edit(
                                s.start(SnapshotState.FILE_COPY),
                                StateDescriptor.class,
                                StateDescriptor::acknowledgement)),
                donor("forgets to be done", "before FILE SYNC", s -> s.master.remove(s.start(SnapshotState.DONE))),
                donor("is done twice", "start of FILE SYNC", s -> repeat(s, s.start(SnapshotState.DONE))),
                donor(
                        "goes on after the end",
                        "announces file|data of",
                        s -> s.master.add(s.master.size() - 1, s.master.get(s.data(SnapshotState.REDO_COPY, 0)))));
    }

    private static Stream<Lie> counts() {
        return Stream.of(
                fileCopy("has 2147483648 chunks", "number of chunks", 20, 0x80, 0, 0, 0),
                fileCopy("has 2147483647 chunks", "at most", 20, 0x7F, 0xFF, 0xFF, 0xFF),
                fileCopy("has 4194304 chunks", "its files have 6", 20, 0, 0x40, 0, 0),
                fileCopy("has one chunk too few", "5 chunks, but its files have 6", 20, 0, 0, 0, 5),
                fileCopy("has one chunk too many", "7 chunks, but its files have 6", 20, 0, 0, 0, 7),
                fileCopy("has 4294967295 files", "4294967295 files", 24, 0xFF, 0xFF, 0xFF, 0xFF),
                fileCopy("has no files", "0 files", 24, 0, 0, 0, 0),
                fileCopy("has one file less than it says", "data of FILE COPY", 24, 0, 0, 0, 7),
                fileCopy(
                        "has one file more than it says",
                        "chunks, but its files|has no|announces file",
                        24,
                        0,
                        0,
                        0,
                        5),
                fileCopy("estimates 2^62 bytes", "no server holds", 28, 0x40, 0, 0, 0, 0, 0, 0, 0),
                fileCopy("estimates -1 bytes", "estimate", 28, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
                refused(
                        "needs 2^50 bytes on disk",
                        "3873 ER_CLONE_DISK_SPACE",
                        s -> s.patch(s.start(SnapshotState.FILE_COPY), 36, bytes(0, 4, 0, 0, 0, 0, 0, 0))),
                refused(
                        "has 16777216 files",
                        "16777216 files.*memory|MiB",
                        s -> s.patch(s.start(SnapshotState.FILE_COPY), 24, bytes(1, 0, 0, 0))),
                pageCopy("has 4294967295 changed pages in one chunk", "4294967295 pages", 24, 0xFF, 0xFF, 0xFF, 0xFF),
                pageCopy("has 5 chunks for 3 pages", "5 chunks for 3 pages", 20, 0, 0, 0, 5),
                pageCopy("has no chunk for 3 pages", "0 chunks for 3 pages", 20, 0, 0, 0, 0),
                pageCopy("sends fewer pages than it says", "passed over 2", 24, 0, 0, 0, 5),
                pageCopy("sends more pages than it says", "sends page 3 of chunk 1", 24, 0, 0, 0, 2),
                redoCopy("has no redo file", "0 redo files", 24, 0, 0, 0, 0),
                redoCopy("has 5 redo files", "5 redo files", 24, 0, 0, 0, 5),
                redoCopy("has 3 redo files and sends 2", "2 of 3 redo files", 24, 0, 0, 0, 3),
                redoCopy("has no chunk of redo", "0 chunks in 2 redo files", 20, 0, 0, 0, 0),
                redoCopy("has 4 million redo files", "at most 65536", 20, 0, 0x3F, 0xFF, 0xF2, 0, 0x3F, 0xFF, 0xF0),
                redoCopy("has 100000 redo files", "at most 65536", 20, 0, 1, 0x86, 0xA2, 0, 1, 0x86, 0xA0),
                redoCopy("has a chunk of redo too many", "did not arrive", 20, 0, 0, 0, 6),
                redoCopy("has a chunk of redo too few", "chunk 4 of 3", 20, 0, 0, 0, 3),
                redoCopy("has 2147483647 chunks of redo", "at most", 20, 0x7F, 0xFF, 0xFF, 0xFF));
    }

    private static Stream<Lie> frames() {
        return Stream.of(
                first("sends state 9", "state is 9", 12, 0, 0, 0, 9),
                first("sends state 4294967295", "state is 4294967295", 12, 0xFF, 0xFF, 0xFF, 0xFF),
                first("sends unknown flags", "flags is 4", 44, 0, 4),
                first("has 200 tasks", "task index is 200", 16, 0, 0, 0, 200),
                first("sends a descriptor of version 7", "version is 7", 0, 0, 0, 0, 7),
                first("sends a descriptor of type 0", "type is 0", 8, 0, 0, 0, 0),
                first("sends a descriptor of type 6", "type is 6", 8, 0, 0, 0, 6),
                first("sends a descriptor that says it is longer", "length is 47", 4, 0, 0, 0, 47),
                first("sends a descriptor that says it is shorter", "length is 45", 4, 0, 0, 0, 45),
                first("sends a descriptor of 4 GB", "length is 4294967295", 4, 0xFF, 0xFF, 0xFF, 0xFF),
                first("sends a state as a file", "FILE descriptor", 8, 0, 0, 0, 4),
                donor(
                        "sends half a descriptor",
                        "length is",
                        s -> say(
                                s,
                                Responses.descriptor(
                                        Arrays.copyOf(KEEP_ALIVE.encode().toArray(), 20)))),
                donor("sends an empty descriptor", "length is 0", s -> say(s, Responses.descriptor(new byte[0]))),
                donor(
                        "sends a descriptor without an engine",
                        "engine type|locator index",
                        s -> say(s, new byte[] {ResponseDecoder.DATA_DESC})),
                donor(
                        "sends a descriptor of another engine",
                        "storage engine 9",
                        s -> say(s, new byte[] {ResponseDecoder.DATA_DESC, 9, 0, 1})),
                donor(
                        "sends a descriptor of another locator",
                        "locator 3",
                        s -> say(s, new byte[] {ResponseDecoder.DATA_DESC, 12, 3, 1})),
                donor(
                        "sends a descriptor of locator 200",
                        "locator index is 200",
                        s -> say(s, new byte[] {ResponseDecoder.DATA_DESC, 12, (byte) 200, 1})),
                donor(
                        "sends a locator among the data",
                        "locator where file data",
                        s -> s.master.add(
                                1,
                                new Step.Describe(new LocatorDescriptor(
                                        new InnodbLocator(1, 2, 0, SnapshotState.FILE_COPY, 0), Optional.empty())))),
                donor(
                        "sends a plugin among the data",
                        "among its data",
                        s -> say(s, Responses.strings(ResponseDecoder.PLUGIN_V2, "p", ""))),
                donor(
                        "sends response code 200 among the data",
                        "among its data",
                        s -> say(s, new byte[] {(byte) 200, 1})),
                donor("sends an empty packet among the data", "length is 0", s -> say(s, new byte[0])),
                donor(
                        "sends a packet of 3 MB that is no data",
                        "longer than",
                        s -> say(s, LoginLies.filled(3 << 20, ResponseDecoder.DATA_DESC, (byte) 12))),
                donor(
                        "sends packet 77",
                        "out of order",
                        s -> s.master.add(
                                1,
                                new Step.Raw(ClassicPackets.framed(
                                        77,
                                        Responses.descriptor(KEEP_ALIVE.encode().toArray()))))));
    }

    private static Stream<Lie> endings() {
        return Stream.of(
                donor("completes before it began", "before FILE SYNC", s -> say(s, Responses.complete())),
                donor(
                        "completes within FILE COPY",
                        "before FILE SYNC",
                        s -> s.master.add(s.data(SnapshotState.FILE_COPY, 3), new Step.Packet(Responses.complete()))),
                donor(
                        "fails within FILE COPY with 10 MB of text",
                        "longer than",
                        s -> s.master.add(
                                s.data(SnapshotState.FILE_COPY, 3), new Step.Packet(Responses.error(1105, 10 << 20)))),
                donor("fails within FILE COPY with error 4294967295", "donor error 4294967295", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, 3);
                    cut(s, at, s.master.size());
                    s.master.add(new Step.Packet(Responses.error(-1, "what now")));
                }),
                gone(
                        "closes within FILE COPY",
                        "closed|lost|reached",
                        s -> s.master.add(s.data(SnapshotState.FILE_COPY, 3), new Step.Close())),
                gone(
                        "closes its half within PAGE COPY",
                        "closed|lost|reached",
                        s -> s.master.add(s.data(SnapshotState.PAGE_COPY, 1), new Step.HalfClose())),
                gone("closes within a packet", "closed|lost|reached", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, 3);
                    byte[] packet = ClassicPackets.framed(0, Responses.data(new byte[1000]));
                    s.master.add(at + 1, new Step.Raw(Arrays.copyOf(packet, 500)));
                    s.master.add(at + 2, new Step.Close());
                }),
                silent(
                        "is silent after the task",
                        "reached again|no sign of life",
                        s -> s.master.add(1, new Step.Silence())),
                silent("gives signs of life and then none", "reached again|no sign of life", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, 2);
                    for (int i = 0; i < 2000; i++) {
                        s.master.add(at, new Step.Describe(KEEP_ALIVE));
                    }
                    s.master.add(at + 2000, new Step.Silence());
                }),
                silent("is silent within a packet", "reached again|no sign of life", s -> {
                    int at = s.data(SnapshotState.FILE_COPY, 3);
                    s.master.add(at + 1, new Step.Raw(new byte[] {100, 0, 0, 0, ResponseDecoder.DATA, 1, 2, 3}));
                    s.master.add(at + 2, new Step.Silence());
                }),
                silent(
                        "never answers COM_ACK",
                        "reached again|no sign of life",
                        s -> s.ack.addFirst(new Step.Silence())));
    }

    private static Lie fileCopy(String name, String sentence, int offset, int... bytes) {
        return donor(name, sentence, s -> s.patch(s.start(SnapshotState.FILE_COPY), offset, bytes(bytes)));
    }

    private static Lie pageCopy(String name, String sentence, int offset, int... bytes) {
        return donor(name, sentence, s -> s.patch(s.start(SnapshotState.PAGE_COPY), offset, bytes(bytes)));
    }

    private static Lie redoCopy(String name, String sentence, int offset, int... bytes) {
        return donor(name, sentence, s -> s.patch(s.start(SnapshotState.REDO_COPY), offset, bytes(bytes)));
    }

    /** A change of the first STATE. */
    private static Lie first(String name, String sentence, int offset, int... bytes) {
        return donor(name, sentence, s -> s.patch(s.end(SnapshotState.INIT), offset, bytes(bytes)));
    }

    private static void say(Script script, byte[] payload) {
        script.master.add(1, new Step.Packet(payload));
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static void repeat(Script script, int at) {
        script.master.add(at, script.master.get(at));
    }

    private static void remove(Script script, int at, int steps) {
        cut(script, at, at + steps);
    }

    private static void cut(Script script, int from, int to) {
        script.master.subList(from, to).clear();
    }

    private static StateDescriptor in(StateDescriptor state, SnapshotState other) {
        return new StateDescriptor(
                other,
                state.taskIndex(),
                state.chunks(),
                state.files(),
                state.estimateBytes(),
                state.estimateDiskBytes(),
                state.flags());
    }
}
