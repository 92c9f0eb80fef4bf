package io.mysqlclone.mysql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A blocking connection to a MySQL server. */
@SuppressWarnings("DoNotCallSuggester")
public final class MysqlConnection implements AutoCloseable {
    private MysqlConnection() {}

    public static MysqlConnection open(ConnectionOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    public long connectionId() {
        throw new UnsupportedOperationException();
    }

    public String serverVersion() {
        throw new UnsupportedOperationException();
    }

    public Optional<String> tlsSession() {
        throw new UnsupportedOperationException();
    }

    public String authenticationPlugin() {
        throw new UnsupportedOperationException();
    }

    public void send(ByteBuffer payload) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void command(int command) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void nextPacket() throws IOException {
        throw new UnsupportedOperationException();
    }

    public int read(ByteBuffer dst) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void readFully(ByteBuffer dst) throws IOException {
        throw new UnsupportedOperationException();
    }

    public ByteBuffer readRest(int limit) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void requireEnd() throws IOException {
        throw new UnsupportedOperationException();
    }

    public void skipRest() throws IOException {
        throw new UnsupportedOperationException();
    }

    public void expectOk() throws IOException {
        throw new UnsupportedOperationException();
    }

    public List<List<Optional<String>>> query(String sql) throws IOException {
        throw new UnsupportedOperationException();
    }

    public long bytesReceived() {
        throw new UnsupportedOperationException();
    }

    public long bytesSent() {
        throw new UnsupportedOperationException();
    }

    public long lastActivityNanos() {
        throw new UnsupportedOperationException();
    }

    public void abort() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
