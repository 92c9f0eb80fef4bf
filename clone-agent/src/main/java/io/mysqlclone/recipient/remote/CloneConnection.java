package io.mysqlclone.recipient.remote;

import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.CommandEncoder;
import io.mysqlclone.protocol.ResponseDecoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A connection to the donor in clone mode: commands out, responses in. Used by one thread, but for {@link #abort} and
 * the read-only methods.
 */
public final class CloneConnection implements Closeable {
    private static final int COM_CLONE = 0x20;

    /** The longest response that is not data: a JSON of configurations, or a FILE descriptor. */
    private static final int MAX_RESPONSE = ResponseDecoder.MAX_JSON + (64 << 10);

    /** A donor answers COM_EXIT at once; one that is out of reach is left without a goodbye. */
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(5);

    private static final Pattern UUID = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private final MysqlConnection connection;
    private final Optional<String> serverUuid;
    private ByteBuffer commandBuffer = ByteBuffer.allocateDirect(4 << 10);
    private final ByteBuffer typeByte = ByteBuffer.allocateDirect(1);
    private volatile long waitingSince;
    private volatile boolean stalled;

    private CloneConnection(MysqlConnection connection, Optional<String> serverUuid) {
        this.connection = connection;
        this.serverUuid = serverUuid;
    }

    /**
     * Logs in and enters clone mode.
     *
     * @throws UnsuitableDonorException when it is no server that can be cloned here
     * @throws io.mysqlclone.mysql.ServerErrorException when the login is refused, the user lacks BACKUP_ADMIN (1227),
     *     or the donor has no clone plugin (1524)
     */
    public static CloneConnection open(ConnectionOptions options) throws IOException {
        return open(options, connection -> Optional.empty());
    }

    /** As {@link #open}, and asks the donor for its {@link #serverUuid} before. */
    public static CloneConnection openIdentified(ConnectionOptions options) throws IOException {
        return open(options, CloneConnection::askServerUuid);
    }

    /**
     * As {@link #openIdentified}, of a server that is known.
     *
     * @param expected its {@code server_uuid}; empty when it has not said, and then any server will do
     * @throws OtherServerException when another one answers; it was asked for nothing else
     */
    public static CloneConnection openSame(ConnectionOptions options, Optional<String> expected) throws IOException {
        return open(options, connection -> {
            Optional<String> found = askServerUuid(connection);
            if (expected.isPresent() && !expected.equals(found)) {
                throw new OtherServerException(expected.get(), found);
            }
            return found;
        });
    }

    /** What is asked of a server that is not in clone mode yet. */
    private interface Question {
        Optional<String> ask(MysqlConnection connection) throws IOException;
    }

    private static CloneConnection open(ConnectionOptions options, Question question) throws IOException {
        MysqlConnection connection = MysqlConnection.open(options);
        try (var _ = connection.abortAfter(options.connectTimeout())) {
            UnsuitableDonorException.check(connection);
            return enter(connection, question.ask(connection));
        } catch (IOException | RuntimeException e) {
            connection.abort();
            throw e;
        }
    }

    /**
     * Enters clone mode on a connection that is logged in; one on which that fails can still be used for SQL.
     *
     * @throws io.mysqlclone.mysql.ServerErrorException as {@link #open}
     */
    public static CloneConnection enter(MysqlConnection connection) throws IOException {
        return enter(connection, Optional.empty());
    }

    /**
     * As {@link #enter}, of a server of any kind.
     *
     * @throws UnsuitableDonorException when it is no server that can be cloned here
     */
    public static CloneConnection enterSuitable(MysqlConnection connection) throws IOException {
        UnsuitableDonorException.check(connection);
        return enter(connection);
    }

    private static CloneConnection enter(MysqlConnection connection, Optional<String> serverUuid) throws IOException {
        connection.command(COM_CLONE);
        try {
            connection.expectOk();
        } catch (ServerErrorException e) {
            throw e.code() == Failures.BACKUP_ADMIN_MISSING
                    ? e.withHint(DonorAccount.grant(DonorAccount.of(connection)))
                    : e;
        }
        return new CloneConnection(connection, serverUuid);
    }

    /** The {@code server_uuid} of a server that is not in clone mode; empty when it does not say. */
    public static Optional<String> askServerUuid(MysqlConnection connection) throws IOException {
        try {
            return connection.query("SELECT @@GLOBAL.server_uuid").stream()
                    .flatMap(List::stream)
                    .flatMap(Optional::stream)
                    .filter(text -> UUID.matcher(text).matches())
                    .findFirst();
        } catch (ServerErrorException e) {
            return Optional.empty();
        }
    }

    /** Sends a command; its answer comes by {@link #receive}. A donor that takes nothing is as silent as one that says nothing. */
    public void send(CloneCommand command) throws IOException {
        int length = CommandEncoder.encodedLength(command);
        if (length > commandBuffer.capacity()) {
            commandBuffer = ByteBuffer.allocateDirect(length);
        }
        commandBuffer.clear();
        CommandEncoder.encode(command, commandBuffer);
        waitingSince = System.nanoTime();
        try {
            connection.send(commandBuffer.flip());
        } catch (IOException e) {
            throw stalled ? new StalledException(e) : e;
        } finally {
            waitingSince = 0;
        }
    }

    /**
     * Reads the next response. A {@link CloneResponse.DataDescriptor} is a view that lasts until the next call.
     *
     * @throws DonorErrorException when it is an error
     */
    public CloneResponse receive() throws IOException {
        waitingSince = System.nanoTime();
        try {
            connection.nextPacket();
            CloneResponse response = ResponseDecoder.decode(connection.readRest(MAX_RESPONSE));
            if (response instanceof CloneResponse.CloneError(long code, String message)) {
                throw new DonorErrorException(code, message);
            }
            return response;
        } catch (IOException e) {
            throw stalled ? new StalledException(e) : e;
        } finally {
            waitingSince = 0;
        }
    }

    /** Reads the response that must be data of exactly the size of {@code destination}'s remaining room. */
    public void receiveData(ByteBuffer destination, DataPace pace) throws IOException, InterruptedException {
        waitingSince = System.nanoTime();
        try {
            connection.nextPacket();
            typeByte.clear();
            connection.readFully(typeByte);
            if (typeByte.get(0) != ResponseDecoder.DATA) {
                throw new MalformedPacketException("the donor sent response code " + typeByte.get(0)
                        + " where the data of a descriptor must come (3863 ER_CLONE_PROTOCOL)");
            }
            int slice = pace.slice();
            int end = destination.limit();
            while (destination.position() < end) {
                int from = destination.position();
                long wireFrom = connection.bytesReceived();
                destination.limit((int) Math.min(end, (long) from + slice));
                connection.readFully(destination);
                waitingSince = 0;
                pace.received(destination.position() - from, connection.bytesReceived() - wireFrom);
                waitingSince = System.nanoTime();
            }
            destination.limit(end);
            connection.requireEnd();
        } catch (IOException e) {
            throw stalled ? new StalledException(e) : e;
        } finally {
            waitingSince = 0;
        }
    }

    /** Reads away responses until the answer to the current command has ended. */
    public void drain() throws IOException {
        while (true) {
            connection.nextPacket();
            typeByte.clear();
            connection.readFully(typeByte);
            byte type = typeByte.get(0);
            connection.skipRest();
            if (type == ResponseDecoder.COMPLETE || type == ResponseDecoder.ERROR) {
                return;
            }
        }
    }

    /** Leaves clone mode, so that the donor frees what it keeps for this connection, and closes politely. */
    public void exit() throws IOException {
        try (var _ = connection.abortAfter(EXIT_LIMIT)) {
            send(new CloneCommand.Exit());
            drain();
        }
        connection.close();
    }

    /** How long the donor has been silent while somebody waited for it. */
    Duration silence() {
        long since = waitingSince;
        if (since == 0) {
            return Duration.ZERO;
        }
        long last = connection.lastActivityNanos();
        return Duration.ofNanos(System.nanoTime() - (last - since > 0 ? last : since));
    }

    /** The donor's number for the connection; it counts from its start. */
    public long connectionId() {
        return connection.connectionId();
    }

    /** The donor's version as it says it, such as {@code 9.7.4}. */
    public String serverVersion() {
        return connection.serverVersion();
    }

    /** The donor's {@code server_uuid}, when {@link #openIdentified} asked for it and it said so. */
    public Optional<String> serverUuid() {
        return serverUuid;
    }

    /** Protocol and cipher suite, or {@code no TLS}. */
    public String tlsSession() {
        return connection.tlsSession().orElse("no TLS");
    }

    /** Whether TLS protects it. */
    public boolean isEncrypted() {
        return connection.tlsSession().isPresent();
    }

    /** Bytes received on the socket, TLS and compression included. */
    public long bytesReceived() {
        return connection.bytesReceived();
    }

    /** Gives the connection up because of the donor's silence; whoever waits for it gets a {@link StalledException}. */
    void abortStalled() {
        stalled = true;
        connection.abort();
    }

    /** The donor sent nothing, not even a sign of life, for longer than the stall timeout. */
    static final class StalledException extends IOException {
        private static final long serialVersionUID = 1;

        StalledException(IOException cause) {
            super("the donor sent no byte and no sign of life for longer than the stall timeout", cause);
        }
    }

    /** Closes the socket at once, from any thread. */
    public void abort() {
        connection.abort();
    }

    @Override
    public void close() {
        connection.abort();
    }

    /** Decides how fast data may be read. */
    public interface DataPace {
        /** Bytes to read between two calls of {@link #received}. */
        int slice();

        /** Waits as long as the limits ask for. */
        void received(int dataBytes, long networkBytes) throws InterruptedException;
    }
}
