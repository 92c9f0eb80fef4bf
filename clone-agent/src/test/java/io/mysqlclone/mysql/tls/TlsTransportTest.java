package io.mysqlclone.mysql.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS records that somebody changes on their way, and a session that goes through many keys. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class TlsTransportTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @TempDir
    private Path scratch = Path.of("");

    /**
     * Of the five bytes in clear the type is first. Nobody looks at the version, and a changed length would only wait for
     * bytes that nobody sends.
     */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, 0", "TLSv1.3, 5", "TLSv1.3, 700", "TLSv1.3, 1020",
        "TLSv1.2, 0", "TLSv1.2, 5", "TLSv1.2, 700", "TLSv1.2, 1020"
    })
    void aByteChangedOnItsWayIsALostConnection(String version, int at) throws Exception {
        try (TlsPair pair = TlsPair.connect(version)) {
            pair.server().transport().write(ByteBuffer.wrap(new byte[] {42}), NOTHING);
            ByteBuffer record = pair.server().record(new byte[1000]);
            record.put(at, (byte) (record.get(at) ^ 0x20));
            pair.server().wire().write(record);

            assertThat(TlsPair.read(pair.client(), 1)).containsExactly(42);
            assertThatThrownBy(() -> TlsPair.read(pair.client(), 1000)).satisfies(TlsTransportTest::isDamage);
            assertThatThrownBy(() -> pair.client().write(ByteBuffer.wrap(new byte[1]), NOTHING))
                    .isInstanceOf(ConnectionClosedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aByteThatTheServerFindsChangedIsALostConnection(String version) throws Exception {
        try (TlsPair pair = TlsPair.connect(version)) {
            // For the server, which says so, a record that was not sealed in this session is as good as a changed one.
            ByteBuffer record = ByteBuffer.allocate(5 + 64).put(new byte[] {23, 3, 3, 0, 64});
            SSLEngine engine = pair.server().engine();
            assertThatThrownBy(() -> engine.unwrap(record.rewind(), ByteBuffer.allocate(1 << 15)))
                    .isInstanceOf(SSLException.class);
            pair.server().wire().write(pair.server().record(new byte[0]));

            assertThatThrownBy(() -> TlsPair.read(pair.client(), 1)).satisfies(TlsTransportTest::isDamage);
        }
    }

    private static void isDamage(Throwable e) {
        assertThat(e)
                .isInstanceOfSatisfying(
                        ConnectionClosedException.class,
                        closed -> assertThat(closed.isDamage()).isTrue())
                .hasMessageContaining("127.0.0.1:")
                .hasMessageContaining("damaged on its way");
    }

    /** In a JVM of its own, since the limits are read once: a key serves 64 KiB, each way. */
    @Test
    void aSessionGoesThroughManyKeysBothWaysWhileAWriterIsBlocked() throws Exception {
        Path security = Files.writeString(
                scratch.resolve("java.security"), "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^16\n");
        Path output = scratch.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.security.properties=" + security,
                        "-Djavax.net.debug=ssl:handshake",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KeyUpdates.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }

        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said.split("Produced KeyUpdate post-handshake message", -1)).hasSizeGreaterThan(10);
        assertThat(said.split("Consuming KeyUpdate post-handshake message", -1)).hasSizeGreaterThan(10);
    }
}
