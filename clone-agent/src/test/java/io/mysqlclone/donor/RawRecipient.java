package io.mysqlclone.donor;

import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/** A client that says what it likes, packet by packet, without TLS. */
final class RawRecipient implements Closeable {
    static final int COM_CLONE = 0x20;

    /** LONG_PASSWORD, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH, PLUGIN_AUTH_LENENC. */
    static final int CAPABILITIES = 0x0028_A201;

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private byte[] nonce = new byte[0];
    private int sequence;

    private RawRecipient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connects and reads the greeting. */
    static RawRecipient greeted(int port) throws IOException {
        var client = new RawRecipient(port);
        byte[] greeting = client.read();
        int version = 1;
        while (greeting[version] != 0) {
            version++;
        }
        int first = version + 5;
        client.nonce = Arrays.copyOf(Arrays.copyOfRange(greeting, first, first + 8), 20);
        System.arraycopy(greeting, first + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10, client.nonce, 8, 12);
        return client;
    }

    /** Logs in with the right password. */
    static RawRecipient loggedIn(int port) throws IOException {
        var client = greeted(port);
        client.send(client.login("cloner", client.proof("secret"), "caching_sha2_password"));
        if (client.read()[0] != 1 || client.read()[0] != 0) {
            throw new IOException("the login was refused");
        }
        return client;
    }

    /** Logs in and enters clone mode. */
    static RawRecipient inCloneMode(int port) throws IOException {
        var client = loggedIn(port);
        client.command(COM_CLONE);
        if (client.read()[0] != 0) {
            throw new IOException("no clone mode");
        }
        return client;
    }

    byte[] login(String user, byte[] proof, String plugin) {
        return login(CAPABILITIES, user.getBytes(StandardCharsets.UTF_8), proof, plugin, new byte[0]);
    }

    static byte[] login(int capabilities, byte[] user, byte[] proof, String plugin, byte[] tail) {
        var packet = new ByteArrayOutputStream();
        packet.writeBytes(fixedPart(capabilities));
        packet.writeBytes(user);
        packet.write(0);
        packet.write(proof.length);
        packet.writeBytes(proof);
        packet.writeBytes(plugin.getBytes(StandardCharsets.US_ASCII));
        packet.write(0);
        packet.writeBytes(tail);
        return packet.toByteArray();
    }

    static byte[] fixedPart(int capabilities) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(capabilities)
                .putInt(1 << 24)
                .put((byte) 255)
                .array();
    }

    byte[] proof(String password) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] once = sha256.digest(password.getBytes(StandardCharsets.UTF_8));
            sha256.update(sha256.digest(once));
            sha256.update(nonce);
            byte[] mask = sha256.digest();
            for (int i = 0; i < once.length; i++) {
                once[i] ^= mask[i];
            }
            return once;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a packet that answers what came last. */
    void send(byte[] payload) throws IOException {
        raw(framed(sequence, payload));
    }

    /** Sends a packet that begins a message. */
    void command(int... bytes) throws IOException {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        message(payload);
    }

    /** The same. */
    void message(byte[] payload) throws IOException {
        raw(framed(0, payload));
    }

    void clone(CloneCommand command) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(CommandEncoder.encodedLength(command));
        CommandEncoder.encode(command, payload);
        message(payload.array());
    }

    static byte[] framed(int sequence, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length | sequence << 24)
                .put(payload)
                .array();
    }

    /** Writes bytes that need not be a packet. */
    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The payload of the next packet. */
    byte[] read() throws IOException {
        int header = Integer.reverseBytes(in.readInt());
        sequence = (header >>> 24) + 1;
        byte[] payload = new byte[header & 0xFF_FFFF];
        in.readFully(payload);
        return payload;
    }

    /** Reads responses up to COMPLETE or ERROR and returns that one. */
    byte[] readToEnd() throws IOException {
        while (true) {
            byte[] payload = read();
            if (payload[0] == 99 || payload[0] == 100) {
                return payload;
            }
        }
    }

    /** Reads whatever still comes, and says whether the server then closes. */
    boolean isClosed() throws IOException {
        try {
            while (in.read() >= 0) {
                // What was on its way.
            }
            return true;
        } catch (EOFException | SocketException gone) {
            return true;
        }
    }

    /** Bytes that have come and nobody has read. */
    int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
