package io.mysqlclone.recipient.scripted;

import static io.mysqlclone.recipient.scripted.Lie.donor;
import static io.mysqlclone.recipient.scripted.Lie.gone;
import static io.mysqlclone.recipient.scripted.Lie.refused;
import static io.mysqlclone.recipient.scripted.Lie.silent;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.TaskDescriptor;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lies in the answers to COM_INIT, COM_ATTACH and COM_ACK. */
public final class AnswerLies {
    private static final EngineLocator TRUE_LOCATOR = Script.LOCATOR.toEngineLocator();

    private AnswerLies() {}

    public static Stream<Lie> lies() {
        return Stream.of(
                        locators(),
                        configurations(),
                        strings(),
                        packets(),
                        acknowledgements(),
                        attachments(),
                        resumptions())
                .flatMap(lies -> lies);
    }

    private static Stream<Lie> locators() {
        return Stream.of(
                donor(
                        "clones an engine nobody knows",
                        "storage engine 9",
                        s -> locators(s, new EngineLocator(9, TRUE_LOCATOR.locator()))),
                donor(
                        "clones two engines",
                        "storage engine 42",
                        s -> locators(s, TRUE_LOCATOR, new EngineLocator(42, TRUE_LOCATOR.locator()))),
                donor("has InnoDB twice", "2 locators", s -> locators(s, TRUE_LOCATOR, TRUE_LOCATOR)),
                donor("has no engine", "0 locators", s -> locators(s)),
                donor(
                        "has 17 engines",
                        "number of locators",
                        s -> locators(
                                s,
                                java.util.Collections.nCopies(17, TRUE_LOCATOR).toArray(EngineLocator[]::new))),
                donor("cuts its locator off", "length is 34", s -> locators(s, resized(33))),
                donor("has a locator with a tail", "padding", s -> locators(s, resized(35, 34, 7))),
                donor("has a locator of version 101", "version is 101", s -> locators(s, resized(34, 3, 101))),
                donor("has a locator in state 9", "state is 9", s -> locators(s, resized(34, 32, 9))),
                donor(
                        "has a locator that is a task",
                        "LOCATOR: type",
                        s -> locators(
                                s, new EngineLocator(EngineLocator.INNODB, new TaskDescriptor(0, 0, 0).encode()))),
                donor("gives the clone no id", "ids that are not 0", s -> locators(s, ids(0, 42, SnapshotState.INIT))),
                donor(
                        "gives the snapshot no id",
                        "ids that are not 0",
                        s -> locators(s, ids(41, 0, SnapshotState.INIT))),
                donor(
                        "is done before it began",
                        "ids that are not 0, and be in",
                        s -> locators(s, ids(41, 42, SnapshotState.DONE))),
                donor(
                        "claims a locator of 2 GB",
                        "locator length",
                        s -> replaceLocators(
                                s,
                                Responses.body(
                                        ResponseDecoder.LOCS,
                                        Responses.le(0x103),
                                        new byte[] {12},
                                        Responses.le(1 << 31)))),
                donor(
                        "speaks a version of the protocol to come",
                        "version 0x0200",
                        s -> replaceLocators(s, Responses.locators(new ProtocolVersion(0x200), TRUE_LOCATOR))),
                donor(
                        "speaks version 4294967295",
                        "protocol version",
                        s -> replaceLocators(s, Responses.body(ResponseDecoder.LOCS, Responses.le(-1)))),
                donor(
                        "sends its locator twice",
                        "answered with Locators",
                        s -> s.init.add(
                                s.init.size() - 1,
                                new Step.Packet(Responses.locators(ProtocolVersion.V4, TRUE_LOCATOR)))),
                donor("sends no locator", "no locator", s -> s.init.remove(s.init.size() - 2)));
    }

    private static Stream<Lie> configurations() {
        Stream<Lie> pageSizes = Stream.of("12345", "0", "-1", "1000000000000", "131072", "4096 ", "four")
                .map(size -> refused(
                        "has the page size '" + size + "'",
                        "innodb_page_size",
                        s -> s.configure("innodb_page_size", size)));
        Stream<Lie> objects = Stream.of("[]", "{\"version\":", "", "{\"version\":\"9.7.4\"", "nonsense")
                .map(json -> donor("describes itself by the JSON '" + json + "'", "JSON", s -> json(s, json)));
        return Stream.concat(
                Stream.concat(pageSizes, objects),
                Stream.of(
                        donor(
                                "has the wrong page size",
                                "innodb_page_size 8192",
                                s -> s.configure("innodb_page_size", "8192")),
                        donor(
                                "does not tell its page size",
                                "innodb_page_size 16384",
                                s -> s.configure("innodb_page_size")),
                        refused("does not tell its version", "no version", s -> {
                            s.configure("version");
                            json(s, "{}");
                        }),
                        refused("has a version that is none", "version", s -> {
                            s.configure("version", "ninety");
                            json(s, "{}");
                        }),
                        refused("has a version of 60 KB", "^.{1,1000}$", s -> {
                            s.configure("version", "9".repeat(60_000));
                            json(s, "{}");
                        }),
                        refused("runs on Windows", "3865 ER_CLONE_OS", s -> s.configure("version_compile_os", "Win64")),
                        refused(
                                "runs on another processor",
                                "3866 ER_CLONE_PLATFORM",
                                s -> s.configure("version_compile_machine", "sparc")),
                        refused("has everything wrong", "(?s)3865.*3866.*innodb_page_size", s -> {
                            s.configure("version_compile_os", "Win64");
                            s.configure("version_compile_machine", "sparc");
                            s.configure("innodb_page_size", "1");
                        }),
                        donor(
                                "nests its JSON 100000 deep",
                                "JSON",
                                s -> json(s, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))));
    }

    private static Stream<Lie> strings() {
        byte plugin = ResponseDecoder.PLUGIN_V2;
        return Stream.of(
                donor(
                        "has a plugin name that is longer than its packet",
                        "length",
                        s -> first(s, Responses.body(plugin, Responses.le(100), new byte[10]))),
                donor(
                        "has a plugin name of 4 GB",
                        "length",
                        s -> first(s, Responses.body(plugin, Responses.le(-1), new byte[10]))),
                donor(
                        "has a plugin name that is not text",
                        "UTF-8",
                        s -> first(s, Responses.body(plugin, Responses.le(1), new byte[] {-1}, Responses.le(0)))),
                donor(
                        "has a plugin name that would take the terminal over",
                        "control character",
                        s -> first(s, Responses.strings(plugin, "\u001b[2J", ""))),
                donor(
                        "has a plugin name of 5000 characters",
                        "length",
                        s -> first(s, Responses.strings(plugin, "p".repeat(5000), ""))),
                donor(
                        "has a collation with a tail",
                        "behind the last field",
                        s -> first(
                                s, Responses.body(ResponseDecoder.COLLATION, Responses.le(1), new byte[] {'a', 'b'}))),
                donor(
                        "has a configuration of 70000 characters",
                        "length",
                        s -> first(s, Responses.config("sql_mode", "x".repeat(70_000)))),
                donor("has a JSON of 2 MB", "longer than", s -> json(s, " ".repeat(2 << 20))),
                donor(
                        "has 30000 plugins",
                        "comes to no end",
                        s -> IntStream.range(0, 30_000)
                                .forEach(i -> first(s, Responses.strings(plugin, "plugin" + i, "x.so")))),
                donor(
                        "has one plugin without end",
                        "comes to no end",
                        s -> s.init.addFirst(new Step.Flood(Responses.strings(plugin, "again", "")))),
                donor(
                        "has collations without end",
                        "comes to no end",
                        s -> s.init.addFirst(
                                new Step.Flood(Responses.strings(ResponseDecoder.COLLATION, "c".repeat(4000))))),
                donor(
                        "has configurations without end",
                        "comes to no end",
                        s -> s.init.addFirst(new Step.Flood(Responses.config("name", "v".repeat(60_000))))),
                donor(
                        "tells its UUID in 64 MiB",
                        "longer than|length",
                        s -> s.query.addFirst(new Step.Raw(ClassicPackets.huge(1, 4)))),
                donor(
                        "answers COM_INIT in 64 MiB",
                        "longer than|length",
                        s -> s.init.addFirst(new Step.Raw(ClassicPackets.huge(0, 4)))),
                donor(
                        "has JSONs without end",
                        "comes to no end",
                        s -> s.init.addFirst(new Step.Flood(
                                Responses.strings(ResponseDecoder.CONFIG_V4, "j", "{}" + " ".repeat(900_000))))));
    }

    private static Stream<Lie> packets() {
        Stream<Lie> codes = Stream.of(0, 10, 77, 98, 101, 255)
                .map(code -> donor(
                        "answers COM_INIT with response code " + code,
                        "answered with Unknown",
                        s -> first(s, new byte[] {(byte) (int) code, 1, 2, 3})));
        return Stream.concat(
                codes,
                Stream.of(
                        donor("answers COM_INIT with an empty packet", "length is 0", s -> first(s, new byte[0])),
                        donor(
                                "answers COM_INIT with a descriptor",
                                "answered with DataDescriptor",
                                s -> first(
                                        s,
                                        Responses.descriptor(new TaskDescriptor(0, 0, 0)
                                                .encode()
                                                .toArray()))),
                        donor(
                                "answers COM_INIT with data",
                                "answered with Data",
                                s -> first(s, Responses.data(new byte[100]))),
                        donor(
                                "answers COM_INIT out of sequence",
                                "out of order",
                                s -> s.init.addFirst(new Step.Raw(ClassicPackets.framed(3, Responses.complete())))),
                        donor(
                                "ends its answer with a tail",
                                "behind the last field",
                                s -> s.init.set(
                                        s.init.size() - 1, new Step.Packet(new byte[] {ResponseDecoder.COMPLETE, 1}))),
                        donor(
                                "fails with 10 MB of text",
                                "longer than",
                                s -> first(s, Responses.error(1105, 10 << 20))),
                        donor(
                                "fails with terminal control",
                                "donor error 1105: [^\\x00-\\x1f]+$",
                                s -> first(s, Responses.error(1105, "a\u001b[2J\u0000\nb"))),
                        donor(
                                "is busy with another clone",
                                "another clone of this donor",
                                s -> first(s, Responses.error(3634, "Too many concurrent clone operations"))),
                        gone(
                                "closes upon COM_INIT",
                                "closed the connection|lost",
                                s -> s.init.addFirst(new Step.Close())),
                        gone(
                                "closes its half upon COM_INIT",
                                "closed the connection|lost",
                                s -> s.init.addFirst(new Step.HalfClose())),
                        silent("never answers COM_INIT", "no sign of life", s -> s.init.addFirst(new Step.Silence()))));
    }

    private static Stream<Lie> acknowledgements() {
        return Stream.of(
                donor(
                        "answers COM_ACK with a locator",
                        "answered COM_ACK",
                        s -> ack(s, Responses.locators(ProtocolVersion.V4, TRUE_LOCATOR))),
                donor("answers COM_ACK with garbage", "answered COM_ACK", s -> ack(s, new byte[] {66, 6, 6})),
                donor("answers COM_ACK with nothing", "length is 0", s -> ack(s, new byte[0])),
                donor(
                        "answers COM_ACK with an error",
                        "donor error 1815",
                        s -> ack(s, Responses.error(1815, "Innodb Clone ACK refers non-existing clone"))),
                gone("closes upon COM_ACK", "closed|lost|reached", s -> {
                    s.ack.clear();
                    s.ack.add(new Step.Close());
                }));
    }

    private static Stream<Lie> attachments() {
        return Stream.of(
                        donor(
                                "attaches to a foreign clone",
                                "clone 99",
                                s -> attach(s, ids(99, 100, SnapshotState.FILE_COPY))),
                        donor(
                                "attaches in a state that is over",
                                "joins FILE COPY",
                                s -> attach(s, Script.at(SnapshotState.INIT))),
                        donor(
                                "attaches in a state to come",
                                "joins FILE COPY",
                                s -> attach(s, Script.at(SnapshotState.REDO_COPY))),
                        donor(
                                "answers COM_ATTACH with garbage",
                                "answered with Unknown",
                                s -> s.attach.set(0, new Step.Packet(new byte[] {66}))),
                        gone("closes upon COM_ATTACH", "closed|lost|reached", s -> s.attach.addFirst(new Step.Close())),
                        donor("gives a worker nothing and ends it", "end of all data, before FILE SYNC", s -> {
                            s.worker.clear();
                            s.worker.add(new Step.Packet(Responses.complete()));
                        }),
                        donor(
                                "gives a worker another state before the end",
                                "while FILE COPY was under way",
                                s -> s.worker
                                        .subList(s.worker.size() - 10, s.worker.size() - 8)
                                        .clear()),
                        donor(
                                "gives a worker files",
                                "announces file",
                                s -> s.worker.add(
                                        1,
                                        new Step.Describe(
                                                TrueSnapshot.files().get(3).descriptor()))),
                        donor(
                                "ends the stage without the worker's data",
                                "did not arrive|before FILE COPY was acknowledged",
                                s -> {
                                    while (!(s.worker.get(2) instanceof Step.AwaitAck)) {
                                        s.worker.remove(1);
                                    }
                                }))
                .map(Lie::withTwoTasks);
    }

    /** The donor is lost in FILE COPY, and comes back with a lie. */
    private static Stream<Lie> resumptions() {
        return Stream.of(
                resumption(
                        "goes on with a foreign clone",
                        "goes on with clone 99",
                        locator(ids(99, 100, SnapshotState.FILE_COPY))),
                resumption(
                        "goes on two states later",
                        "goes on with clone 41 in REDO COPY",
                        locator(Script.at(SnapshotState.REDO_COPY))),
                resumption(
                        "goes on one state later with the data missing",
                        "goes on with clone 41 in PAGE COPY",
                        locator(Script.at(SnapshotState.PAGE_COPY))),
                resumption(
                        "goes on one state earlier",
                        "goes on with clone 41 in DROP DATA",
                        locator(Script.at(SnapshotState.INIT))),
                resumption("goes on without a locator", "no locator", new byte[0][]),
                resumption("answers COM_REINIT with garbage", "answered with Unknown", new byte[][] {{66}}),
                resumption(
                        "sends everything again",
                        "end of DROP DATA while FILE COPY",
                        locator(Script.at(SnapshotState.FILE_COPY))),
                gone("forgets the snapshot whenever it is asked", "donor", s -> {
                    s.master.add(s.data(SnapshotState.FILE_COPY, 2), new Step.Close());
                    s.reinit.clear();
                    s.reinit.add(new Step.Packet(
                            Responses.error(1815, "Innodb Clone Restart could not find existing clone")));
                }),
                gone("takes every connection and hangs up", "donor", s -> {
                    s.master.clear();
                    s.master.add(new Step.Close());
                    s.reinit.clear();
                    s.reinit.addAll(packets(locator(Script.at(SnapshotState.INIT))));
                }));
    }

    private static Lie resumption(String name, String sentence, byte[]... answer) {
        return donor(name, sentence, s -> {
            s.master.add(s.data(SnapshotState.FILE_COPY, 2), new Step.Close());
            s.reinit.clear();
            s.reinit.addAll(packets(answer));
        });
    }

    private static List<Step> packets(byte[]... answer) {
        return Stream.concat(Arrays.stream(answer), Stream.of(Responses.complete()))
                .<Step>map(Step.Packet::new)
                .toList();
    }

    private static byte[][] locator(EngineLocator locator) {
        return new byte[][] {Responses.locators(ProtocolVersion.V4, locator)};
    }

    private static void locators(Script script, EngineLocator... entries) {
        replaceLocators(script, Responses.locators(ProtocolVersion.V4, entries));
    }

    private static void replaceLocators(Script script, byte[] packet) {
        script.init.set(script.init.size() - 2, new Step.Packet(packet));
    }

    private static void first(Script script, byte[] packet) {
        script.init.addFirst(new Step.Packet(packet));
    }

    private static void json(Script script, String json) {
        script.init.set(
                script.init.size() - 3,
                new Step.Packet(Responses.strings(ResponseDecoder.CONFIG_V4, "json_configs", json)));
    }

    private static void ack(Script script, byte[] packet) {
        script.ack.clear();
        script.ack.add(new Step.Packet(packet));
    }

    private static void attach(Script script, EngineLocator locator) {
        script.attach.set(0, new Step.Packet(Responses.locators(ProtocolVersion.V4, locator)));
    }

    private static EngineLocator ids(long clone, long snapshot, SnapshotState state) {
        return new InnodbLocator(clone, snapshot, 0, state, 0).toEngineLocator();
    }

    /** The true locator in another length, with another byte in one place. */
    private static EngineLocator resized(int length, int... change) {
        byte[] bytes = Arrays.copyOf(TRUE_LOCATOR.locator().toArray(), length);
        if (change.length == 2) {
            bytes[change[0]] = (byte) change[1];
        }
        return new EngineLocator(EngineLocator.INNODB, Bytes.of(bytes));
    }
}
