package io.mysqlclone.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.donor.HostileBytes;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Commands as no recipient sends them. */
final class HostileCommandTest {
    /** For an exception, its message, and a command. */
    private static final long HEAP = 8 << 10;

    @Property(tries = 4000)
    void aDamagedCommandIsReadOrRefused(@ForAll("commands") CloneCommand command, @ForAll Random random)
            throws Exception {
        ByteBuffer packet = ByteBuffer.allocate(CommandEncoder.encodedLength(command));
        CommandEncoder.encode(command, packet);
        readOrRefused(HostileBytes.damage(packet.array(), random));
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 300) byte[] packet) throws Exception {
        readOrRefused(packet);
    }

    /** And takes no more memory than a packet of that size can be worth, whatever lengths are in it. */
    private static void readOrRefused(byte[] packet) throws Exception {
        long heap = HostileBytes.heap(() -> {
            Optional<CloneCommand> _ = read(packet);
        });
        assertThat(heap).isLessThan(HEAP + 8L * packet.length);
        read(packet)
                .ifPresent(command ->
                        assertThat(CommandEncoder.encodedLength(command)).isEqualTo(packet.length));
    }

    private static Optional<CloneCommand> read(byte[] packet) {
        try {
            return Optional.of(CommandDecoder.decode(ByteBuffer.wrap(packet)));
        } catch (MalformedMessageException expected) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<CloneCommand> commands() {
        Arbitrary<Bytes> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100).map(Bytes::of);
        Arbitrary<List<EngineLocator>> locators =
                bytes.map(locator -> new EngineLocator(12, locator)).list().ofMaxSize(EngineLocator.MAX_COUNT);
        return Arbitraries.oneOf(
                locators.map(list -> new CloneCommand.Init(ProtocolVersion.V4, DdlSettings.DEFAULT, list)),
                locators.map(list -> new CloneCommand.Attach(ProtocolVersion.V4, DdlSettings.DEFAULT, list)),
                locators.map(list -> new CloneCommand.Reinit(ProtocolVersion.V4, DdlSettings.DEFAULT, list)),
                bytes.map(any -> new CloneCommand.Ack(0, new EngineLocator(12, any), any)),
                Arbitraries.of(new CloneCommand.Execute(), new CloneCommand.Exit()));
    }
}
