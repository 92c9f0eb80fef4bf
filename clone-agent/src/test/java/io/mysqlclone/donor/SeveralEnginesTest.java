package io.mysqlclone.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The donor knows engines by their contract alone: two that it has never heard of, one after the other. */
final class SeveralEnginesTest {
    private static final int FIRST = 98;
    private static final int SECOND = 99;

    @TempDir
    private Path scratch;

    private byte[] first = new byte[0];
    private byte[] second = new byte[0];
    private Served served;

    @BeforeEach
    void serve() throws IOException {
        first = content(1, 300_000);
        second = content(2, 1_000_000);
        served = Served.engines(
                List.of(engine(FIRST, first), engine(SECOND, second)),
                ServeLimits.of(2, 4, 0, Duration.ofMinutes(1)),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        served.close();
    }

    private TinyEngine engine(int type, byte[] content) throws IOException {
        return new TinyEngine(type, Files.write(scratch.resolve("engine-" + type), content));
    }

    private static byte[] content(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static List<EngineLocator> begin(RawRecipient master, EngineLocator... wanted) throws IOException {
        master.clone(new CloneCommand.Init(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of(wanted)));
        List<EngineLocator> found = List.of();
        while (true) {
            CloneResponse response = ResponseDecoder.decode(ByteBuffer.wrap(master.read()));
            if (response instanceof CloneResponse.Locators(var version, var locators)) {
                found = locators;
            } else if (response instanceof CloneResponse.Complete) {
                return found;
            }
        }
    }

    private static EngineLocator version(int type) {
        return new EngineLocator(type, Bytes.EMPTY);
    }

    private static void assertGives(RawRecipient connection, int type, int index, int task, byte[] content)
            throws IOException {
        assertThat(connection.read()).containsExactly(2, type, index, type, task);
        byte[] data = connection.read();
        assertThat(data[0]).isEqualTo(ResponseDecoder.DATA);
        assertThat(Arrays.copyOfRange(data, 1, data.length)).isEqualTo(content);
        assertThat(connection.read()).containsExactly(2, type, index, 'E', 'N', 'D');
    }

    private static void acknowledge(RawRecipient auxiliary, EngineLocator locator) throws IOException {
        auxiliary.clone(new CloneCommand.Ack(0, locator, Bytes.of((byte) 1)));
        assertThat(auxiliary.read()).containsExactly(ResponseDecoder.COMPLETE);
    }

    @Test
    void givesOneEngineAfterTheOtherToMasterAndWorker() throws IOException {
        try (RawRecipient master = RawRecipient.inCloneMode(served.port());
                RawRecipient worker = RawRecipient.inCloneMode(served.port());
                RawRecipient auxiliary = RawRecipient.inCloneMode(served.port())) {
            List<EngineLocator> locators = begin(master, version(SECOND), version(FIRST), version(77));
            assertThat(locators).extracting(EngineLocator::engineType).containsExactly(FIRST, SECOND);

            master.clone(new CloneCommand.Execute());
            assertGives(master, FIRST, 0, 0, first);
            worker.clone(new CloneCommand.Attach(ProtocolVersion.V4, DdlSettings.DEFAULT, locators));
            assertThat(worker.readToEnd()).containsExactly(ResponseDecoder.COMPLETE);
            worker.clone(new CloneCommand.Execute());
            assertGives(worker, FIRST, 0, 1, first);
            acknowledge(auxiliary, locators.getFirst());
            assertGives(master, SECOND, 1, 0, second);
            assertGives(worker, SECOND, 1, 1, second);
            acknowledge(auxiliary, locators.getLast());

            assertThat(master.read()).containsExactly(ResponseDecoder.COMPLETE);
            assertThat(worker.read()).containsExactly(ResponseDecoder.COMPLETE);
            master.clone(new CloneCommand.Exit());
            assertThat(master.read()).containsExactly(ResponseDecoder.COMPLETE);
            assertThat(served.donor().completed()).isEqualTo(1);
        }
    }

    @Test
    void givesOnlyWhatTheRecipientKnows() throws IOException {
        try (RawRecipient master = RawRecipient.inCloneMode(served.port())) {
            List<EngineLocator> locators = begin(master, version(SECOND));
            assertThat(locators).extracting(EngineLocator::engineType).containsExactly(SECOND);

            master.clone(new CloneCommand.Execute());
            assertGives(master, SECOND, 0, 0, second);
        }
    }

    @Test
    void whoNamesNoEngineGetsAll() throws IOException {
        try (RawRecipient master = RawRecipient.inCloneMode(served.port())) {
            assertThat(begin(master)).hasSize(2);
        }
    }

    @Test
    void afterALossTheRecipientComesBack() throws IOException {
        List<EngineLocator> locators;
        try (RawRecipient master = RawRecipient.inCloneMode(served.port())) {
            locators = begin(master);
            master.clone(new CloneCommand.Execute());
            assertGives(master, FIRST, 0, 0, first);
        }
        try (RawRecipient master = RawRecipient.inCloneMode(served.port())) {
            master.clone(new CloneCommand.Reinit(ProtocolVersion.V4, DdlSettings.DEFAULT, locators));
            assertThat(master.readToEnd()).containsExactly(ResponseDecoder.COMPLETE);
            master.clone(new CloneCommand.Execute());
            assertGives(master, FIRST, 0, 0, first);
        }
    }

    @Test
    void comingBackClosesWhatIsLeftOfTheConnectionsBefore() throws IOException {
        try (RawRecipient before = RawRecipient.inCloneMode(served.port());
                RawRecipient master = RawRecipient.inCloneMode(served.port())) {
            List<EngineLocator> locators = begin(before);
            before.clone(new CloneCommand.Execute());
            assertGives(before, FIRST, 0, 0, first);
            master.clone(new CloneCommand.Reinit(ProtocolVersion.V4, DdlSettings.DEFAULT, locators));
            assertThat(master.readToEnd()).containsExactly(ResponseDecoder.COMPLETE);

            assertThat(before.isClosed()).isTrue();
        }
    }

    @Test
    void aFailureOfTheRecipientIsToldToItsMaster() throws IOException {
        try (RawRecipient master = RawRecipient.inCloneMode(served.port());
                RawRecipient auxiliary = RawRecipient.inCloneMode(served.port())) {
            List<EngineLocator> locators = begin(master);
            master.clone(new CloneCommand.Execute());
            assertGives(master, FIRST, 0, 0, first);
            auxiliary.clone(new CloneCommand.Ack(1026, locators.getFirst(), Bytes.EMPTY));
            assertThat(auxiliary.read()).containsExactly(ResponseDecoder.COMPLETE);

            assertThat(master.read()).startsWith(ResponseDecoder.ERROR, 0x02, 0x04, 0, 0);
            master.clone(new CloneCommand.Exit());
            assertThat(master.read()).containsExactly(ResponseDecoder.COMPLETE);
            // The session is one of SQL again.
            master.command(14);
            assertThat(master.read()[0]).isZero();
            assertThat(served.donor().failed()).isEqualTo(1);
            assertThat(served.donor().progress()).isEmpty();
        }
    }

    @Test
    void killEndsTheCloneOfAnotherConnection() throws IOException {
        try (RawRecipient master = RawRecipient.inCloneMode(served.port());
                RawRecipient other = RawRecipient.loggedIn(served.port())) {
            begin(master);
            master.clone(new CloneCommand.Execute());
            assertGives(master, FIRST, 0, 0, first);
            other.message("\u0003KILL QUERY 1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(other.read()[0]).isZero();

            assertThat(master.read()).startsWith(ResponseDecoder.ERROR, 0x25, 0x05);
        }
    }

    @Test
    void aFileThatBecameShorterEndsTheConnectionInsteadOfAPacketThatIsTooShort() throws IOException {
        try (RawRecipient master = RawRecipient.inCloneMode(served.port())) {
            List<EngineLocator> locators = begin(master, version(FIRST));
            Files.delete(scratch.resolve("engine-" + FIRST));
            master.clone(new CloneCommand.Execute());
            assertThat(master.isClosed()).isTrue();
            assertThat(locators).hasSize(1);
        }
    }
}
