package io.mysqlclone.innodb.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.CommandDecoder;
import io.mysqlclone.protocol.CommandEncoder;
import io.mysqlclone.protocol.RecordedSession;
import io.mysqlclone.protocol.RecordedSession.Packet;
import io.mysqlclone.protocol.ResponseDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whole conversations of MySQL 9.7.4 decode to what is known of them, and encode to the same bytes again. */
final class RecordedSessionsTest {
    static final List<String> SESSIONS = RecordedSession.NAMES;

    /** Packets of the classic protocol around clone mode. */
    private static final Set<String> NOT_CLONE = Set.of("COM_CLONE", "COM_QUIT", "COM_RESET_CONNECTION", "OK");

    @ParameterizedTest
    @FieldSource("SESSIONS")
    void decodeToTheKnownValues(String session) throws MalformedMessageException {
        for (Packet packet : RecordedSession.packets(session)) {
            if (!NOT_CLONE.contains(packet.kind())) {
                assertThat(DecodedText.of(packet)).as("packet %s", packet).isEqualTo(packet.values());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SESSIONS")
    void encodeToTheSameBytes(String session) throws MalformedMessageException {
        for (Packet packet : RecordedSession.packets(session)) {
            if (packet.kind().startsWith("RES_DATA_DESC/")) {
                ByteBuffer descriptor = packet.payload().buffer().position(3).slice();
                assertThat(DescriptorDecoder.decode(descriptor).encode())
                        .as("packet %s", packet)
                        .isEqualTo(Bytes.copyOf(descriptor));
            } else if (packet.isCommand() && !NOT_CLONE.contains(packet.kind())) {
                CloneCommand command = CommandDecoder.decode(packet.payload().buffer());
                ByteBuffer again = ByteBuffer.allocate(CommandEncoder.encodedLength(command));
                CommandEncoder.encode(command, again);
                assertThat(Bytes.copyOf(again.flip())).as("packet %s", packet).isEqualTo(packet.payload());
            }
        }
    }

    @Test
    void beginsACloneLikeAStockRecipient() throws MalformedMessageException {
        assertThat(CommandDecoder.decode(
                        packet("native-two-tasks", "COM_INIT").payload().buffer()))
                .isInstanceOfSatisfying(
                        CloneCommand.Init.class,
                        init -> assertThat(init.locators()).containsExactly(InnodbLocator.forInit()));
    }

    @Test
    void acknowledgesLikeAStockRecipient() throws MalformedMessageException {
        Packet locators = packet("native-two-tasks", "RES_LOCS");
        var response = (CloneResponse.Locators)
                ResponseDecoder.decode(locators.payload().buffer());
        InnodbLocator locator = InnodbLocator.decode(response.locators().getFirst());
        StateDescriptor end = new StateDescriptor(SnapshotState.INIT, 0, 0, 0, 0, 0, 0);
        var acknowledgement = new CloneCommand.Ack(
                0, locator.toEngineLocator(), end.acknowledgement().encode());
        assertThat(CommandDecoder.decode(
                        packet("native-two-tasks", "COM_ACK").payload().buffer()))
                .isEqualTo(acknowledgement);
    }

    /** Pages of a table that was dropped meanwhile are left out, but their numbers are not given to others. */
    @Test
    void blockNumbersOfPageCopyCountPagesThatWereNotSent() throws MalformedMessageException {
        List<Integer> blocks = RecordedSession.packets("ddl-and-page-copy").stream()
                .filter(packet -> packet.kind().equals("RES_DATA_DESC/DATA_D"))
                .map(packet -> DecodedText.descriptor(packet.payload()))
                .map(DataDescriptor.class::cast)
                .filter(data -> data.state() == SnapshotState.PAGE_COPY)
                .map(DataDescriptor::block)
                .toList();
        assertThat(blocks).hasSize(156).startsWith(1, 2, 3, 9, 10).endsWith(160, 161);
    }

    private static Packet packet(String session, String kind) {
        return RecordedSession.packets(session).stream()
                .filter(packet -> packet.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
