package io.mysqlclone.donor;

import static io.mysqlclone.donor.RawRecipient.CAPABILITIES;
import static io.mysqlclone.donor.RawRecipient.fixedPart;
import static io.mysqlclone.donor.RawRecipient.framed;
import static io.mysqlclone.donor.RawRecipient.login;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Something that a recipient may do and must not.
 *
 * @param error MySQL's number that it is told; 0 when the connection is closed without a word
 */
record RecipientLie(String name, int error, Telling telling) {
    private static final int CONNECT_ATTRS = 1 << 20;
    private static final int ZSTD = 1 << 26;
    private static final int SSL = 1 << 11;
    private static final int PROTOCOL_41 = 1 << 9;
    private static final String PLUGIN = "caching_sha2_password";
    private static final int COM_QUERY = 3;
    private static final EngineLocator ANY = new EngineLocator(EngineLocator.INNODB, Bytes.of(versionLocator()));

    /** Tells the lie on connections to a donor, and returns the connection on which the donor's reaction shows. */
    @FunctionalInterface
    interface Telling {
        RawRecipient tell(int port) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }

    private static byte[] versionLocator() {
        byte[] locator = new byte[34];
        ByteBuffer.wrap(locator).putInt(100).putInt(34).putInt(1);
        return locator;
    }

    /** All of them. */
    static List<RecipientLie> all() {
        List<RecipientLie> lies = new ArrayList<>();
        lies.addAll(strangers());
        lies.addAll(statements());
        lies.addAll(commands());
        lies.addAll(progress());
        return lies;
    }

    private static RecipientLie stranger(String name, int error, ByteTelling telling) {
        return new RecipientLie(name, error, port -> {
            RawRecipient client = RawRecipient.greeted(port);
            telling.tell(client);
            return client;
        });
    }

    private static RecipientLie known(String name, int error, ByteTelling telling) {
        return new RecipientLie(name, error, port -> {
            RawRecipient client = RawRecipient.loggedIn(port);
            telling.tell(client);
            return client;
        });
    }

    private static RecipientLie cloning(String name, int error, ByteTelling telling) {
        return new RecipientLie(name, error, port -> {
            RawRecipient client = RawRecipient.inCloneMode(port);
            telling.tell(client);
            return client;
        });
    }

    private interface ByteTelling {
        void tell(RawRecipient client) throws IOException;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<RecipientLie> strangers() {
        byte[] user = ascii("cloner");
        byte[] proof = new byte[32];
        return List.of(
                stranger("speaks HTTP", 0, c -> c.raw(ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))),
                stranger(
                        "begins TLS without asking",
                        0,
                        c -> c.raw(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3})),
                stranger("sends an empty packet", 0, c -> c.send(new byte[0])),
                stranger("sends one byte", 0, c -> c.send(new byte[1])),
                stranger("sends noise", 0, c -> c.send(ascii("\u00ff\u00fe".repeat(500)))),
                stranger("has no end of its name", 0, c -> c.send(Arrays.copyOf(fixedPart(CAPABILITIES), 40 + 8))),
                stranger(
                        "answers with another sequence number",
                        0,
                        c -> c.raw(framed(7, login(CAPABILITIES, user, proof, PLUGIN, new byte[0])))),
                stranger(
                        "is older than MySQL 4.1",
                        0,
                        c -> c.send(login(CAPABILITIES & ~PROTOCOL_41, user, proof, PLUGIN, new byte[0]))),
                stranger(
                        "has a name of 1000 bytes",
                        0,
                        c -> c.send(login(CAPABILITIES, ascii("x".repeat(1000)), proof, PLUGIN, new byte[0]))),
                stranger(
                        "has a plugin of 1000 bytes",
                        0,
                        c -> c.send(login(CAPABILITIES, user, proof, "p".repeat(1000), new byte[0]))),
                stranger("says more than a login can hold", 0, c -> c.raw(framed(1, new byte[100_000]))),
                stranger(
                        "splits a login over 16 MiB",
                        0,
                        c -> c.raw(Arrays.copyOf(new byte[] {-1, -1, -1, 1}, 1 << 20))),
                stranger("has a proof longer than its packet", 0, c -> {
                    byte[] packet = login(CAPABILITIES, user, new byte[] {1}, "", new byte[0]);
                    packet[32 + user.length + 1] = (byte) 0xFA;
                    c.send(packet);
                }),
                stranger("has a proof of 2^63 bytes", 0, c -> {
                    byte[] packet = login(CAPABILITIES, user, new byte[9], "", new byte[0]);
                    packet[32 + user.length + 1] = (byte) 0xFE;
                    Arrays.fill(packet, 32 + user.length + 2, 32 + user.length + 10, (byte) 0x7F);
                    c.send(packet);
                }),
                stranger(
                        "has attributes longer than its packet",
                        0,
                        c -> c.send(login(
                                CAPABILITIES | CONNECT_ATTRS, user, proof, PLUGIN, new byte[] {(byte) 0xFD, -1, -1, -1
                                }))),
                stranger(
                        "wants zstd level 0",
                        0,
                        c -> c.send(login(CAPABILITIES | ZSTD, user, proof, PLUGIN, new byte[] {0}))),
                stranger(
                        "wants zstd level 99",
                        0,
                        c -> c.send(login(CAPABILITIES | ZSTD, user, proof, PLUGIN, new byte[] {99}))),
                stranger(
                        "logs in without TLS as if there were TLS",
                        0,
                        c -> c.send(login(CAPABILITIES | SSL, user, proof, PLUGIN, new byte[0]))),
                stranger("asks for TLS and sends noise", 0, c -> {
                    c.send(fixedPart(CAPABILITIES | SSL));
                    c.raw(ascii("no TLS at all, but 40 bytes of something else"));
                }),
                stranger("asks for TLS twice", 0, c -> {
                    c.send(fixedPart(CAPABILITIES | SSL));
                    c.raw(framed(2, fixedPart(CAPABILITIES | SSL)));
                }),
                stranger(
                        "has no password",
                        1045,
                        c -> c.send(login(CAPABILITIES, user, new byte[0], PLUGIN, new byte[0]))),
                stranger("has another plugin and no password", 1045, c -> {
                    c.send(login(CAPABILITIES, user, new byte[20], "mysql_native_password", new byte[0]));
                    c.read();
                    c.send(new byte[0]);
                }),
                stranger("sends a wrong password in clear", 1045, c -> full(c, "cloner", ascii("wrong\0"))),
                stranger("sends the right password in clear", 1045, c -> full(c, "cloner", ascii("secret\0"))),
                stranger("is an unknown user", 1045, c -> full(c, "root", ascii("secret\0"))),
                stranger("sends noise as if it were encrypted", 1045, c -> full(c, "cloner", new byte[256])),
                stranger("sends 255 bytes as if they were encrypted", 1045, c -> full(c, "cloner", new byte[255])),
                stranger("asks for the public key twice", 1045, c -> {
                    full(c, "cloner", new byte[] {2});
                    c.read();
                    c.send(new byte[] {2});
                }),
                stranger("sends an endless password", 0, c -> full(c, "cloner", new byte[100_000])));
    }

    private static void full(RawRecipient client, String user, byte[] answer) throws IOException {
        client.send(client.login(user, new byte[32], PLUGIN));
        client.read();
        client.send(answer);
    }

    private static List<RecipientLie> statements() {
        return List.of(
                known("says an unknown command", 1047, c -> c.command(0x55)),
                known("wants the binary log", 1047, c -> c.command(0x12, 0, 0, 0, 0)),
                known("prepares a statement", 1047, c -> c.message(ascii("\u0016SELECT 1"))),
                known("counts on with its commands", 0, c -> c.raw(framed(3, new byte[] {14}))),
                known("has a statement of 100 kB", 0, c -> c.message(query("SELECT " + "1".repeat(100_000)))),
                known("reads a file", 1235, c -> c.message(query("SELECT LOAD_FILE('/etc/passwd')"))),
                known(
                        "reads a file into a table",
                        1235,
                        c -> c.message(query("LOAD DATA INFILE '/etc/passwd' INTO TABLE t"))),
                known("asks for a variable that is none", 1193, c -> c.message(query("SELECT @@GLOBAL.datadir"))),
                known("hides a statement behind another", 1235, c -> c.message(query("SELECT @@version; SELECT 2"))),
                known("sends bytes that are no text", 1235, c -> c.message(ascii("\u0003\u00ff\u00fe\u0000\u0080"))),
                known("kills who is not there", 1094, c -> c.message(query("KILL CONNECTION 999999"))),
                known("kills a number beyond all", 1235, c -> c.message(query("KILL 99999999999999999999"))));
    }

    private static byte[] query(String sql) {
        byte[] text = ascii(sql);
        byte[] packet = new byte[text.length + 1];
        packet[0] = COM_QUERY;
        System.arraycopy(text, 0, packet, 1, text.length);
        return packet;
    }

    private static CloneCommand init(EngineLocator... locators) {
        return new CloneCommand.Init(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of(locators));
    }

    private static EngineLocator unknown() {
        return new InnodbLocator(12345, 12346, 0, SnapshotState.FILE_COPY, 0).toEngineLocator();
    }

    private static List<RecipientLie> commands() {
        return List.of(
                cloning("says an unknown RPC", 0, c -> c.command(0x77)),
                cloning("says nothing", 0, c -> c.message(new byte[0])),
                cloning("speaks SQL in clone mode", 0, c -> c.message(query("SELECT 1"))),
                cloning(
                        "counts on with its RPCs",
                        0,
                        c -> c.raw(framed(1, new byte[] {1, 3, 1, 0, 0, 44, 1, 0, -128}))),
                cloning("executes before it begins", 0, c -> c.clone(new CloneCommand.Execute())),
                cloning("executes with something behind it", 0, c -> c.command(4, 0)),
                cloning("leaves with something behind it", 0, c -> c.command(6, 0)),
                cloning("begins with a short packet", 0, c -> c.command(1, 3, 1)),
                cloning("has a version beyond all", 0, c -> c.command(1, 255, 255, 255, 255, 44, 1, 0, 128)),
                cloning(
                        "has a locator longer than its packet",
                        0,
                        c -> c.command(1, 3, 1, 0, 0, 44, 1, 0, 128, 12, 255, 255, 0, 0, 1)),
                cloning(
                        "has a locator of 4 GiB",
                        0,
                        c -> c.command(1, 3, 1, 0, 0, 44, 1, 0, 128, 12, 255, 255, 255, 255, 1)),
                cloning(
                        "has a locator of 3 bytes",
                        0,
                        c -> c.clone(init(new EngineLocator(12, Bytes.of((byte) 1, (byte) 2, (byte) 3))))),
                cloning("wants MyISAM", 0, c -> c.clone(init(new EngineLocator(9, ANY.locator())))),
                cloning("has 17 locators", 0, c -> {
                    byte[] packet = new byte[9 + 17 * 5];
                    packet[0] = 1;
                    packet[1] = 3;
                    packet[2] = 1;
                    c.message(packet);
                }),
                cloning("says 2 MiB at once", 0, c -> c.message(new byte[2 << 20])),
                cloning("begins twice", 0, c -> {
                    c.clone(init(ANY));
                    c.readToEnd();
                    c.clone(init(ANY));
                }),
                cloning("joins after it has begun", 0, c -> {
                    c.clone(init(ANY));
                    c.readToEnd();
                    c.clone(new CloneCommand.Attach(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of(unknown())));
                }),
                cloning(
                        "joins a clone that is not there",
                        1815,
                        c -> c.clone(
                                new CloneCommand.Attach(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of(unknown())))),
                cloning(
                        "joins no clone at all",
                        1815,
                        c -> c.clone(new CloneCommand.Attach(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of()))),
                cloning(
                        "comes back to a clone that is not there",
                        1815,
                        c -> c.clone(
                                new CloneCommand.Reinit(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of(unknown())))),
                cloning(
                        "acknowledges for a clone that is not there",
                        1815,
                        c -> c.clone(new CloneCommand.Ack(0, unknown(), Bytes.EMPTY))),
                cloning(
                        "fails a clone that is not there",
                        1815,
                        c -> c.clone(new CloneCommand.Ack(1026, unknown(), Bytes.EMPTY))),
                cloning(
                        "acknowledges with a descriptor beyond its packet",
                        0,
                        c -> c.command(5, 0, 0, 0, 0, 12, 0, 0, 0, 0, 255, 255, 0, 0)));
    }

    /** The name of a clone that was just begun on {@code client}. */
    private static EngineLocator begun(RawRecipient client) throws IOException {
        client.clone(init(ANY));
        EngineLocator locator = ANY;
        while (true) {
            CloneResponse response = ResponseDecoder.decode(ByteBuffer.wrap(client.read()));
            switch (response) {
                case CloneResponse.Locators(var version, var locators) -> locator = locators.getFirst();
                case CloneResponse.Complete() -> {
                    return locator;
                }
                case CloneResponse other -> {}
            }
        }
    }

    private static RecipientLie reinit(String name, int state, int... words) {
        return new RecipientLie(name, -1, port -> {
            RawRecipient first = RawRecipient.inCloneMode(port);
            EngineLocator locator = begun(first);
            first.clone(new CloneCommand.Execute());
            first.read();
            byte[] base = locator.locator().toArray();
            ByteBuffer progress = ByteBuffer.allocate(34 + 4 * words.length).put(base);
            for (int word : words) {
                progress.putInt(word);
            }
            progress.putInt(4, progress.capacity()).put(32, (byte) state).put(33, (byte) 1);
            RawRecipient second = RawRecipient.inCloneMode(port);
            second.clone(new CloneCommand.Reinit(
                    ProtocolVersion.V4,
                    DdlSettings.DEFAULT,
                    List.of(new EngineLocator(12, Bytes.of(progress.array())))));
            first.close();
            return second;
        });
    }

    private static List<RecipientLie> progress() {
        List<RecipientLie> lies = new ArrayList<>(List.of(
                reinit("has 2^31 unfinished chunks", 2, Integer.MIN_VALUE, 1, 1),
                reinit("has 257 unfinished chunks", 2, 257, 1, 1),
                reinit("has a chunk beyond all", 2, 1, 1_000_000, 1, 1, -1),
                reinit("has a block beyond its chunk", 2, 1, 1, 1_000_000, 1, 1),
                reinit("has chunk 0", 2, 1, 0, 1, 1, 1),
                reinit("has a bitmap of 2^31 words", 2, 0, Integer.MIN_VALUE, 1),
                reinit("has a bitmap longer than its locator", 2, 0, 1000, 1),
                reinit("has a bitmap of a million words", 2, words(1_000)),
                reinit("is in the redo log before its files", 4, 0, 0),
                reinit("is in a state beyond all", 77, 0, 0)));
        lies.add(new RecipientLie("acknowledges a stage that has not begun", -1, port -> {
            RawRecipient master = RawRecipient.inCloneMode(port);
            EngineLocator locator = begun(master);
            RawRecipient auxiliary = RawRecipient.inCloneMode(port);
            auxiliary.clone(new CloneCommand.Ack(
                    0, locator, new StateDescriptor(SnapshotState.REDO_COPY, 0, 0, 0, 0, 0, 2).encode()));
            return auxiliary;
        }));
        lies.add(new RecipientLie("acknowledges with noise", -1, port -> {
            RawRecipient master = RawRecipient.inCloneMode(port);
            EngineLocator locator = begun(master);
            RawRecipient auxiliary = RawRecipient.inCloneMode(port);
            auxiliary.clone(new CloneCommand.Ack(0, locator, Bytes.of(new byte[46])));
            return auxiliary;
        }));
        lies.add(new RecipientLie("executes twice", 0, port -> {
            RawRecipient master = RawRecipient.inCloneMode(port);
            EngineLocator locator = begun(master);
            RawRecipient auxiliary = RawRecipient.inCloneMode(port);
            auxiliary.clone(new CloneCommand.Ack(1026, locator, Bytes.EMPTY));
            auxiliary.read();
            master.clone(new CloneCommand.Execute());
            master.readToEnd();
            master.command(4, 4);
            return master;
        }));
        return lies;
    }

    private static int[] words(int count) {
        int[] words = new int[count + 2];
        Arrays.fill(words, -1);
        words[0] = 0;
        words[1] = count;
        return words;
    }

    /** In an order of chance. */
    static List<RecipientLie> shuffled(java.util.Random random) {
        List<RecipientLie> lies = new ArrayList<>(all());
        Collections.shuffle(lies, random);
        return lies;
    }
}
