package io.mysqlclone.innodb.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import io.mysqlclone.innodb.descriptor.FileFlags;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InitialPagesTest {
    private static final int VERSION = 90704;

    @Test
    void theFirstPageNamesSpaceFlagsAndServer() {
        ByteBuffer page = InitialPages.firstPage(file(12, 16417, Optional.empty()), VERSION);
        ByteBuffer expected = ByteBuffer.allocate(16384)
                .putInt(8, VERSION)
                .putInt(12, 1)
                .putInt(34, 12)
                .putInt(38, 12)
                .putInt(54, 16417)
                .putInt(0, page.getInt(0))
                .putInt(16376, page.getInt(0));
        assertThat(page).isEqualTo(expected);
        assertThat(new PageChecksum(new FspFlags(16417)).verify(page, 0)).isEqualTo(PageVerdict.VALID);
    }

    @Test
    void aCompressedTableHasACompressedFirstPage() {
        ByteBuffer page = InitialPages.firstPage(file(12, 16425, Optional.empty()), VERSION);
        assertThat(page.capacity()).isEqualTo(8192);
        assertThat(page.getLong(8184)).isZero();
        assertThat(new PageChecksum(new FspFlags(16425)).verify(page, 0)).isEqualTo(PageVerdict.VALID);
    }

    @Test
    void anEncryptedTableHasItsKeySealed() throws MalformedMessageException {
        byte[] secret = new byte[TablespaceKey.LENGTH];
        Arrays.fill(secret, (byte) 9);
        TablespaceKey key = TablespaceKey.of(secret);
        FspFlags flags = new FspFlags(24609);
        ByteBuffer page = InitialPages.firstPage(file(12, flags.raw(), Optional.of(key)), VERSION);
        EncryptionInfo info = EncryptionInfo.read(page, EncryptionInfo.offsetInFirstPage(flags));
        assertThat(info.unsealed()).isEqualTo(key);
        assertThat(info.key()).isNotEqualTo(key);
        assertThat(new PageChecksum(flags).verify(page, 0)).isEqualTo(PageVerdict.VALID);
    }

    @Test
    void aFileBeginsWithSevenPagesAndUndoWithSixteenMebibytes() {
        assertThat(InitialPages.length(file(12, 16417, Optional.empty()))).isEqualTo(7 * 16384);
        assertThat(InitialPages.length(file(12, 16425, Optional.empty()))).isEqualTo(7 * 8192);
        assertThat(InitialPages.length(file(SpaceIds.UNDO_LAST, 0, Optional.empty())))
                .isEqualTo(16777216);
    }

    @Test
    void undoTablespacesHaveARangeOfIds() {
        assertThat(SpaceIds.UNDO_FIRST).isEqualTo(0xFCF8DA70L);
        assertThat(SpaceIds.isUndo(0xFCF8DA70L)).isTrue();
        assertThat(SpaceIds.isUndo(0xFCF8DA6FL)).isFalse();
        assertThat(SpaceIds.isUndo(SpaceIds.REDO)).isFalse();
        assertThat(SpaceIds.isUndo(SpaceIds.DICTIONARY)).isFalse();
    }

    private static FileDescriptor file(long spaceId, int flags, Optional<TablespaceKey> key) {
        return new FileDescriptor(
                SnapshotState.REDO_COPY,
                114688,
                114688,
                new FspFlags(flags),
                4096,
                new FileFlags(key.isPresent() ? FileFlags.ENCRYPTED | FileFlags.HAS_KEY : 0),
                spaceId,
                14,
                1,
                1,
                Optional.of("./d/created.ibd"),
                key);
    }
}
