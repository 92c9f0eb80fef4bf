package io.mysqlclone.recipient.scripted;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import io.mysqlclone.innodb.descriptor.StateDescriptor;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.accept.AnswerPackets;
import io.mysqlclone.mysql.accept.ServerConnection;
import io.mysqlclone.mysql.accept.ServerHandshake;
import io.mysqlclone.mysql.accept.ServerSettings;
import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.transport.PlainTransport;
import io.mysqlclone.mysql.transport.SocketWire;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CommandDecoder;
import io.mysqlclone.protocol.ProtocolVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One connection of a {@link ScriptedDonor}. The product's own server lets the recipient in and frames what it is told; what
 * it is told is the script's, and a lie may write on the socket itself.
 */
final class ScriptedConnection {
    private static final int COM_QUIT = 0x01;
    private static final int COM_QUERY = 0x03;
    private static final int COM_RESET_CONNECTION = 0x1F;
    private static final int COM_CLONE = 0x20;
    private static final int ER_ERROR_ON_WRITE = 1026;
    private static final int MAX_COMMAND = 2 << 20;
    private static final int FLOOD = 64 << 10;
    private static final String SERVER_UUID = "fcc57cec-e631-11f1-9886-02fc00000001";

    private final ScriptedDonor donor;
    private final Script script;
    private final SocketChannel channel;
    private final SocketWire wire;
    private boolean attached;
    private boolean resumed;
    private Optional<List<Step>> rest = Optional.empty();

    ScriptedConnection(ScriptedDonor donor, Script script, SocketChannel channel) {
        this.donor = donor;
        this.script = script;
        this.channel = channel;
        this.wire = SocketWire.accepted(
                channel, new Endpoint.Tcp("127.0.0.1", channel.socket().getPort()));
    }

    /** How a payload becomes a packet of what is going on. */
    private interface Voice {
        void send(ByteBuffer payload) throws IOException;
    }

    /** Returns whether the recipient left with COM_QUIT. */
    boolean serve(ServerSettings settings) throws IOException, InterruptedException {
        if (!script.greeting.isEmpty() || !script.login.isEmpty()) {
            return lieBeforeLogin();
        }
        try (ServerConnection connection =
                new ServerHandshake(settings, wire, "localhost").run(ClassicPackets.CONNECTION)) {
            donor.logins.incrementAndGet();
            return talk(connection);
        }
    }

    /** Nobody gets past a lie in the greeting or the login. */
    private boolean lieBeforeLogin() throws IOException, InterruptedException {
        var transport = new PlainTransport(wire);
        var writer = new PacketWriter(transport);
        var reader = new PacketReader(wire, transport, writer);
        Voice voice = payload -> writer.sendWithin(payload, reader.takeSequence());
        if (script.greeting.isEmpty()) {
            voice.send(ByteBuffer.wrap(ClassicPackets.greeting()));
        }
        if (!perform(script.greeting, voice)) {
            return false;
        }
        reader.nextAnswer();
        reader.skipRest();
        return perform(script.login, voice) && untilTheRecipientGoes();
    }

    private boolean talk(ServerConnection connection) throws IOException, InterruptedException {
        while (true) {
            ByteBuffer packet = connection.nextCommand(MAX_COMMAND);
            int code = packet.get();
            boolean goesOn =
                    switch (code) {
                        case COM_QUIT -> false;
                        case COM_CLONE -> perform(script.enter, connection::answer) && clone(connection);
                        case COM_QUERY -> query(connection);
                        case COM_RESET_CONNECTION -> {
                            connection.answer(AnswerPackets.ok());
                            yield true;
                        }
                        default -> throw new IOException("unknown command " + code);
                    };
            if (!goesOn) {
                return code == COM_QUIT;
            }
        }
    }

    private boolean query(ServerConnection connection) throws IOException, InterruptedException {
        if (script.query.isEmpty()) {
            connection.answer(AnswerPackets.table(
                    connection.client().capabilities(),
                    List.of("@@server_uuid"),
                    List.of(List.of(Optional.of(SERVER_UUID)))));
        }
        return perform(script.query, connection::answer);
    }

    /** Up to COM_EXIT. */
    private boolean clone(ServerConnection connection) throws IOException, InterruptedException {
        while (true) {
            CloneCommand command = CommandDecoder.decode(connection.nextCommand(MAX_COMMAND));
            donor.commands.add(command);
            if (!perform(answer(command), connection::send)) {
                return false;
            }
            if (command instanceof CloneCommand.Exit) {
                return true;
            }
        }
    }

    private List<Step> answer(CloneCommand command) throws IOException {
        return switch (command) {
            case CloneCommand.Init _ -> script.init;
            case CloneCommand.Attach _ -> {
                attached = true;
                yield script.attach;
            }
            case CloneCommand.Reinit reinit -> reopen(reinit, donor.resume());
            case CloneCommand.Execute _
            when attached -> {
                donor.workerIsReady();
                yield script.worker;
            }
            case CloneCommand.Execute _ -> rest.orElse(resumed ? script.resumed : script.master);
            case CloneCommand.Ack ack -> acknowledge(ack);
            case CloneCommand.Exit _ -> script.exit;
        };
    }

    /** The answer to who goes on; notes what is left to be told then. */
    private List<Step> reopen(CloneCommand.Reinit reinit, Set<SnapshotState> acknowledged) throws IOException {
        resumed = !script.resumed.isEmpty();
        if (script.resumption.isEmpty()) {
            return script.reinit;
        }
        rest = Optional.of(script.resumption.get().rest(reinit.locators().getFirst(), acknowledged));
        return List.of(
                new Step.Packet(Responses.locators(ProtocolVersion.V4, Script.at(Resumption.state(acknowledged)))),
                new Step.Packet(Responses.complete()));
    }

    private List<Step> acknowledge(CloneCommand.Ack ack) throws IOException {
        boolean accepted = script.ack.getFirst().equals(new Step.Packet(Responses.complete()));
        if (ack.error() != 0 || !accepted) {
            donor.end();
        } else if (ack.locator().engineType() == EngineLocator.INNODB
                && DescriptorDecoder.decode(ack.descriptor().buffer()) instanceof StateDescriptor state) {
            donor.acknowledge(state.state());
        }
        return script.ack;
    }

    /** Returns false when the connection is of no more use. */
    private boolean perform(List<Step> steps, Voice voice) throws IOException, InterruptedException {
        for (Step step : steps) {
            switch (step) {
                case Step.Describe _, Step.Data _, Step.Packet _ -> voice.send(ByteBuffer.wrap(payload(step)));
                case Step.Half(var whole) -> {
                    byte[] packet = ClassicPackets.framed(0, payload(whole));
                    wire.write(ByteBuffer.wrap(packet, 0, packet.length / 2));
                }
                case Step.Raw(var bytes) -> wire.write(bytes.buffer());
                case Step.Flood(var payload) -> flood(ClassicPackets.framed(0, payload.toArray()));
                case Step.AwaitAck(var state) -> {
                    if (!donor.awaitAck(state)) {
                        voice.send(
                                ByteBuffer.wrap(Responses.error(ER_ERROR_ON_WRITE, "Error writing file 'Clone File'")));
                        return true;
                    }
                }
                case Step.AwaitWorker() -> {
                    if (!donor.awaitWorker()) {
                        return false;
                    }
                }
                case Step.Silence() -> {
                    donor.silent.countDown();
                    return untilTheRecipientGoes();
                }
                case Step.HalfClose() -> {
                    channel.shutdownOutput();
                    return untilTheRecipientGoes();
                }
                case Step.Close() -> {
                    return false;
                }
            }
        }
        return true;
    }

    private static byte[] payload(Step step) {
        return switch (step) {
            case Step.Describe(var descriptor) ->
                Responses.descriptor(descriptor.encode().toArray());
            case Step.Data(var bytes) -> Responses.data(bytes.toArray());
            case Step.Packet(var packet) -> packet.toArray();
            default -> throw new IllegalArgumentException(step + " sends no packet");
        };
    }

    private void flood(byte[] packet) throws IOException {
        ByteBuffer many = ByteBuffer.allocate(Math.max(1, FLOOD / packet.length) * packet.length);
        while (many.hasRemaining()) {
            many.put(packet);
        }
        while (true) {
            wire.write(many.rewind());
        }
    }

    private boolean untilTheRecipientGoes() throws IOException {
        ByteBuffer ignored = ByteBuffer.allocate(1 << 10);
        while (wire.read(ignored.clear()) >= 0) {
            // It is not listened to any more.
        }
        return false;
    }
}
