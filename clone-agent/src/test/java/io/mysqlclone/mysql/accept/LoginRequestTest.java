package io.mysqlclone.mysql.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.donor.HostileBytes;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.packet.Capability;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

final class LoginRequestTest {
    private static final long OPTIONAL = Capability.PLUGIN_AUTH_LENENC
            | Capability.CONNECT_WITH_DB
            | Capability.PLUGIN_AUTH
            | Capability.CONNECT_ATTRS
            | Capability.ZSTD_COMPRESSION;

    /** For an exception, its message, and what is kept of a login. */
    private static final long HEAP = 8 << 10;

    record Login(long capabilities, String user, Bytes proof, int attributes, int level) {
        byte[] packet() {
            var packet = new ByteArrayOutputStream();
            packet.writeBytes(ByteBuffer.allocate(LoginRequest.FIXED_PART)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) capabilities)
                    .array());
            text(packet, user);
            packet.write(proof.length());
            packet.writeBytes(proof.toArray());
            if (has(Capability.CONNECT_WITH_DB)) {
                text(packet, "schema");
            }
            if (has(Capability.PLUGIN_AUTH)) {
                text(packet, "caching_sha2_password");
            }
            if (has(Capability.CONNECT_ATTRS)) {
                packet.write(attributes);
                packet.writeBytes(new byte[attributes]);
            }
            if (has(Capability.ZSTD_COMPRESSION)) {
                packet.write(level);
            }
            return packet.toByteArray();
        }

        private boolean has(long capability) {
            return Capability.has(capabilities, capability);
        }

        private static void text(ByteArrayOutputStream packet, String text) {
            packet.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            packet.write(0);
        }
    }

    @Property
    void readsWhatAClientSays(@ForAll("logins") Login login) throws MalformedPacketException {
        LoginRequest read = LoginRequest.parse(ByteBuffer.wrap(login.packet()));

        assertThat(read.capabilities()).isEqualTo(login.capabilities());
        assertThat(read.user()).isEqualTo(login.user());
        assertThat(Bytes.of(read.proof())).isEqualTo(login.proof());
        assertThat(read.plugin()).isEqualTo(login.has(Capability.PLUGIN_AUTH) ? "caching_sha2_password" : "");
        assertThat(read.zstdLevel()).isEqualTo(login.has(Capability.ZSTD_COMPRESSION) ? login.level() : 0);
    }

    @Property(tries = 4000)
    void aDamagedLoginIsReadOrRefused(@ForAll("logins") Login login, @ForAll Random random) throws Exception {
        readOrRefused(HostileBytes.damage(login.packet(), random));
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 300) byte[] packet) throws Exception {
        readOrRefused(packet);
    }

    /** And takes no more memory than a packet of that size can be worth, whatever lengths are in it. */
    private static void readOrRefused(byte[] packet) throws Exception {
        long heap = HostileBytes.heap(() -> {
            Optional<LoginRequest> _ = read(packet);
        });
        assertThat(heap).isLessThan(HEAP + 8L * packet.length);
        read(packet).ifPresent(login -> {
            assertThat(login.zstdLevel()).isBetween(0, 22);
            assertThat(login.user().length()).isLessThanOrEqualTo(128);
            assertThat(login.plugin().length()).isLessThanOrEqualTo(64);
        });
    }

    private static Optional<LoginRequest> read(byte[] packet) {
        try {
            boolean _ = LoginRequest.asksForTls(ByteBuffer.wrap(packet));
            return Optional.of(LoginRequest.parse(ByteBuffer.wrap(packet)));
        } catch (MalformedPacketException expected) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<Login> logins() {
        Arbitrary<Long> capabilities = Arbitraries.longs()
                .between(0, 0xFFFF_FFFFL)
                .map(bits -> (bits & OPTIONAL) | Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION);
        Arbitrary<String> users = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('ß', '€')
                .ofMaxLength(128);
        Arbitrary<Bytes> proofs =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(250).map(Bytes::of);
        return Combinators.combine(
                        capabilities,
                        users,
                        proofs,
                        Arbitraries.integers().between(0, 250),
                        Arbitraries.integers().between(1, 22))
                .as(Login::new);
    }
}
