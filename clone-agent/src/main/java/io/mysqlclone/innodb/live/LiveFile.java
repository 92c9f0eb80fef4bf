package io.mysqlclone.innodb.live;

import io.mysqlclone.innodb.page.EncryptionInfo;
import io.mysqlclone.innodb.source.FoundFile;
import java.util.Optional;

/**
 * A data file of a running server, as it was at some moment.
 *
 * @param identity tells the file from any other that has had its path
 * @param found without its key
 * @param info its sealed key, of an encrypted one
 */
record LiveFile(Object identity, FoundFile found, Optional<EncryptionInfo> info) {
    long spaceId() {
        return found.spaceId();
    }
}
