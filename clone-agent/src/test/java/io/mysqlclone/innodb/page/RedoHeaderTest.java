package io.mysqlclone.innodb.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.DecodedText;
import io.mysqlclone.protocol.RecordedSession;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedoHeaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"native-two-tasks", "ddl-and-page-copy", "encrypted-over-tls", "resume-part2"})
    void readsTheHeaderThatADonorSends(String session) throws MalformedMessageException {
        RedoHeader header = RedoHeader.read(redo(session, RedoHeader.LENGTH), 0);
        assertThat(header.format()).isEqualTo(RedoHeader.FORMAT);
        assertThat(header.isWrittenByClone()).isTrue();
        assertThat(header.flags()).isZero();
        assertThat(header.checkpointLsn()).isBetween(header.startLsn(), header.startLsn() + RedoBlock.LENGTH);
    }

    /** The trailer is the last block, which was not full yet; it follows the data in the file. */
    @ParameterizedTest
    @ValueSource(strings = {"native-two-tasks", "ddl-and-page-copy", "encrypted-over-tls", "resume-part2"})
    void readsTheTrailerThatADonorSends(String session) throws MalformedMessageException {
        RedoHeader header = RedoHeader.read(redo(session, RedoHeader.LENGTH), 0);
        DataDescriptor trailer = RecordedSession.packets(session).stream()
                .filter(packet -> packet.kind().equals("RES_DATA_DESC/DATA_D"))
                .map(packet -> (DataDescriptor) DecodedText.descriptor(packet.payload()))
                .filter(data -> data.state() == SnapshotState.REDO_COPY && data.length() == RedoBlock.LENGTH)
                .findFirst()
                .orElseThrow();
        long lsn = header.startLsn() + trailer.offset() - RedoHeader.LENGTH;
        RedoBlock block = RedoBlock.read(redo(session, RedoBlock.LENGTH), 0);
        assertThat(block.isAt(lsn)).isTrue();
        assertThat(block.isLast()).isTrue();
        assertThat(block.isAt(lsn + RedoBlock.LENGTH)).isFalse();
    }

    @Test
    void findsDamageInTheCheckedBlocks() {
        for (int offset : new int[] {0, 8, 20, 511, 512, 520, 1023, 1536 + 8, 2047}) {
            ByteBuffer header = redo("ddl-and-page-copy", RedoHeader.LENGTH);
            header.put(offset, (byte) (header.get(offset) ^ 1));
            assertThatThrownBy(() -> RedoHeader.read(header, 0))
                    .as("offset %d", offset)
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void findsDamageInABlock() {
        ByteBuffer block = redo("ddl-and-page-copy", RedoBlock.LENGTH);
        block.put(100, (byte) (block.get(100) ^ 1));
        assertThat(RedoBlock.read(block, 0).checksumFits()).isFalse();
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = new byte[RedoHeader.LENGTH];
        redo("native-two-tasks", RedoHeader.LENGTH).get(whole);
        for (int length = 0; length < whole.length; length += 7) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> RedoHeader.read(cut, 0)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void numbersOfBlocksStartAgainAfterTwoToTheThirtieth() {
        assertThat(RedoBlock.numberAt(0)).isEqualTo(1);
        assertThat(RedoBlock.numberAt(511)).isEqualTo(1);
        assertThat(RedoBlock.numberAt(512)).isEqualTo(2);
        assertThat(RedoBlock.numberAt(512L << 30)).isEqualTo(1);
        assertThat(RedoBlock.numberAt((512L << 30) - 1)).isEqualTo(1 << 30);
    }

    /** The redo data of a recorded session that has exactly {@code length} bytes. */
    private static ByteBuffer redo(String session, int length) {
        byte[] packet = RecordedSession.packets(session).stream()
                .filter(candidate -> candidate.kind().equals("RES_DATA"))
                .filter(candidate -> candidate.fullLength() == 1 + length
                        && candidate.payload().length() == 1 + length)
                .findFirst()
                .orElseThrow()
                .payload()
                .toArray();
        return ByteBuffer.wrap(packet, 1, length).slice();
    }
}
