package io.mysqlclone.mysql.accept;

import io.mysqlclone.mysql.auth.PasswordDigest;
import io.mysqlclone.mysql.auth.ServerRsaKey;
import io.mysqlclone.mysql.packet.PacketReader;
import io.mysqlclone.mysql.packet.PacketWriter;
import io.mysqlclone.mysql.packet.ResponsePacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/** The server's half of {@code caching_sha2_password}, for one login. */
final class Login {
    static final String PLUGIN = "caching_sha2_password";

    private static final byte REQUEST_PUBLIC_KEY = 2;
    private static final byte FAST_AUTHENTICATION_DONE = 3;
    private static final byte FULL_AUTHENTICATION_NEEDED = 4;
    /** Longest answer of a client; passwords have at most 64 KiB. */
    private static final int MAX_ANSWER = 64 * 1024 + 1;

    private final PacketReader reader;
    private final PacketWriter writer;
    private final Accounts accounts;
    private final ServerRsaKey rsaKey;
    private final boolean encrypted;

    Login(PacketReader reader, PacketWriter writer, ServerSettings settings, boolean encrypted) {
        this.reader = reader;
        this.writer = writer;
        this.accounts = settings.accounts();
        this.rsaKey = settings.rsaKey();
        this.encrypted = encrypted;
    }

    /**
     * What came of it.
     *
     * @param withPassword whether the client sent anything
     */
    record Verdict(Accounts.Admission admission, boolean withPassword) {}

    /**
     * Asks for what it takes. A user that is not known is asked for the same.
     *
     * @param greeted the nonce of the greeting
     */
    Verdict run(LoginRequest request, byte[] greeted) throws IOException {
        byte[] nonce = greeted;
        byte[] proof = request.proof();
        if (!request.plugin().equals(PLUGIN)) {
            nonce = Nonces.next();
            send(switchRequest(nonce));
            proof = answer();
        }
        if (proof.length == 0 || (proof.length == 1 && proof[0] == 0)) {
            return new Verdict(new Accounts.Admission.Denied(), false);
        }
        Optional<PasswordDigest> known = accounts.digest(request.user());
        if (known.isPresent() && known.get().isProvenBy(proof, nonce)) {
            send(moreData(FAST_AUTHENTICATION_DONE));
            return new Verdict(new Accounts.Admission.Admitted(true), true);
        }
        send(moreData(FULL_AUTHENTICATION_NEEDED));
        Optional<byte[]> sent = encrypted ? Optional.of(answer()) : underKey(nonce);
        return new Verdict(
                sent.map(password -> admit(request.user(), password)).orElseGet(Accounts.Admission.Denied::new), true);
    }

    /** What is not encrypted for this server is not looked at, even if it should be the password. */
    private Optional<byte[]> underKey(byte[] nonce) throws IOException {
        try {
            byte[] answer = answer();
            if (answer.length == 1 && answer[0] == REQUEST_PUBLIC_KEY) {
                send(moreData(rsaKey.publicKey()));
                answer = answer();
            }
            return answer.length == ServerRsaKey.answerLength() ? rsaKey.decrypt(answer, nonce) : Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    /** @param terminated the password and a zero byte; overwritten */
    private Accounts.Admission admit(String user, byte[] terminated) {
        if (terminated.length < 2 || terminated[terminated.length - 1] != 0) {
            return new Accounts.Admission.Denied();
        }
        byte[] password = Arrays.copyOf(terminated, terminated.length - 1);
        try {
            return accounts.admit(user, password);
        } finally {
            Arrays.fill(password, (byte) 0);
            Arrays.fill(terminated, (byte) 0);
        }
    }

    private static ByteBuffer switchRequest(byte[] nonce) {
        byte[] plugin = PLUGIN.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(3 + plugin.length + nonce.length)
                .put((byte) ResponsePacket.EOF)
                .put(plugin)
                .put((byte) 0)
                .put(nonce)
                .put((byte) 0)
                .flip();
    }

    private static ByteBuffer moreData(byte... content) {
        return ByteBuffer.allocate(1 + content.length)
                .put((byte) ResponsePacket.AUTH_MORE_DATA)
                .put(content)
                .flip();
    }

    private byte[] answer() throws IOException {
        reader.nextAnswer();
        ByteBuffer packet = reader.readRest(MAX_ANSWER);
        byte[] answer = new byte[packet.remaining()];
        packet.get(answer);
        return answer;
    }

    private void send(ByteBuffer payload) throws IOException {
        writer.sendWithin(payload, reader.takeSequence());
    }
}
