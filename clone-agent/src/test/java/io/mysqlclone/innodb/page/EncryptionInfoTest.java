package io.mysqlclone.innodb.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.protocol.RecordedSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncryptionInfoTest {
    private static final FspFlags ENCRYPTED_4K = new FspFlags(0x60e1);

    /** 4, 8, 16, 32 and 64 KiB; KEY_BLOCK_SIZE 8 and 1 of 16 KiB. */
    @ParameterizedTest
    @CsvSource({"192, 1558", "256, 3734", "0, 10390", "384, 20630", "448, 41110", "8, 5270", "2, 790"})
    void isBehindTheExtentDescriptorsOfTheFirstPage(int flags, int offset) {
        assertThat(EncryptionInfo.offsetInFirstPage(new FspFlags(flags))).isEqualTo(offset);
    }

    @Test
    void readsWhatARealServerWrote() throws MalformedMessageException {
        ByteBuffer page = RealPages.read("encrypted-first-4096", 0);
        EncryptionInfo info = EncryptionInfo.read(page, EncryptionInfo.offsetInFirstPage(ENCRYPTED_4K));
        assertThat(info.masterKeyId()).isPositive();
        assertThat(new String(info.serverUuid().toArray(), StandardCharsets.US_ASCII))
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(info.isClear()).isFalse();
        assertThatThrownBy(info::sealed).hasMessageContaining("key is sealed with master key");
        ByteBuffer copy = ByteBuffer.allocate(EncryptionInfo.LENGTH);
        info.write(copy, 0);
        assertThat(copy).isEqualTo(page.slice(EncryptionInfo.offsetInFirstPage(ENCRYPTED_4K), EncryptionInfo.LENGTH));
    }

    /** The cipher text was computed with OpenSSL: AES-256-ECB under the ASCII bytes of the name and 16 zeros. */
    @Test
    void sealsWithTheBootstrapMasterKey() {
        TablespaceKey clear = TablespaceKey.of(new byte[TablespaceKey.LENGTH]);
        EncryptionInfo info = EncryptionInfo.sealing(clear);
        assertThat(HexFormat.of().formatHex(info.key().toArray()))
                .isEqualTo("1d42a8c874774bac75e32968ecbd1207".repeat(4));
        assertThat(info.masterKeyId()).isZero();
        assertThat(info.unsealed()).isEqualTo(clear);
        assertThat(info.isClear()).isFalse();
    }

    @Test
    void sealsTheKeyInAFirstPageAndRenewsItsChecksum() throws MalformedMessageException {
        byte[] secret = new byte[TablespaceKey.LENGTH];
        Arrays.fill(secret, (byte) 7);
        TablespaceKey key = TablespaceKey.of(secret);
        ByteBuffer page = RealPages.read("encrypted-first-4096", 5);
        int offset = 5 + EncryptionInfo.offsetInFirstPage(ENCRYPTED_4K);
        EncryptionInfo sealed = EncryptionInfo.sealing(key);
        new EncryptionInfo(0, sealed.serverUuid(), key, sealed.checksum()).write(page, offset);

        EncryptionInfo.sealFirstPage(page, 5, ENCRYPTED_4K);

        assertThat(EncryptionInfo.read(page, offset)).isEqualTo(sealed);
        assertThat(new PageChecksum(ENCRYPTED_4K).verify(page, 5)).isEqualTo(PageVerdict.VALID);
        assertThatThrownBy(() -> EncryptionInfo.sealFirstPage(page, 5, ENCRYPTED_4K))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void sealsTheKeyOfARecordedRedoLog() throws MalformedMessageException {
        Bytes packet = RecordedSession.packets("encrypted-over-tls").stream()
                .filter(candidate -> candidate.kind().equals("RES_DATA"))
                .filter(candidate -> candidate.fullLength() == 1 + RedoHeader.LENGTH)
                .findFirst()
                .orElseThrow()
                .payload();
        ByteBuffer header =
                ByteBuffer.wrap(packet.toArray(), 1, RedoHeader.LENGTH).slice();
        EncryptionInfo clear = EncryptionInfo.read(header, EncryptionInfo.OFFSET_IN_REDO_HEADER);
        assertThat(clear.isClear()).isTrue();

        EncryptionInfo.sealRedoHeader(header, 0);

        EncryptionInfo sealed = EncryptionInfo.read(header, EncryptionInfo.OFFSET_IN_REDO_HEADER);
        assertThat(sealed.isClear()).isFalse();
        assertThat(sealed.unsealed()).isEqualTo(clear.key());
        assertThat(RedoHeader.read(header, 0).isWrittenByClone()).isTrue();
    }

    @Test
    void refusesAPlaceWithoutTheBlock() {
        assertThatThrownBy(() -> EncryptionInfo.read(ByteBuffer.allocate(4096), 100))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("magic byte 0");
        assertThatThrownBy(() -> EncryptionInfo.read(ByteBuffer.allocate(4096), 4096 - EncryptionInfo.LENGTH + 1))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("offset");
    }
}
