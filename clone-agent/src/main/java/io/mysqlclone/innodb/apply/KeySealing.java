package io.mysqlclone.innodb.apply;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.snapshot.DataFile;
import io.mysqlclone.innodb.snapshot.RedoFile;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A donor sends tablespace keys in clear; they are wrapped before they reach the disk. */
final class KeySealing {
    private KeySealing() {}

    /** Wraps the key that a block may bring, which lies at the absolute index {@code start} of {@code buffer}. */
    static void seal(
            DataDescriptor data, Optional<DataFile> file, Optional<RedoFile> redo, ByteBuffer buffer, int start)
            throws MalformedMessageException {
        if (data.offset() != 0) {
            return;
        }
        if (data.state() == SnapshotState.PAGE_COPY
                && file.isPresent()
                && file.get().descriptor().flags().isEncrypted()) {
            EncryptionInfo.sealFirstPage(buffer, start, file.get().descriptor().fspFlags());
        } else if (redo.isPresent()) {
            // The header of the first file is a block of its own, which has the key of an encrypted log. The other
            // files begin with the donor's headers, which have it as well, or not, if the file is older.
            boolean required = data.fileIndex() == 0 && redo.get().isEncrypted();
            if (required || EncryptionInfo.isClearInRedoHeader(buffer, start)) {
                EncryptionInfo.sealRedoHeader(buffer, start);
            }
        }
    }
}
