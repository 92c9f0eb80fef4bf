package io.mysqlclone.recipient.donor;

import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.connection.MysqlConnection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Which transactions a donor has executed, as it says itself. */
public final class DonorGtids {
    private DonorGtids() {}

    /** Asks over a connection of its own. */
    public static GtidSet read(ConnectionOptions donor) throws IOException {
        try (MysqlConnection connection = MysqlConnection.open(donor);
                var _ = connection.abortAfter(donor.connectTimeout())) {
            return read(connection);
        }
    }

    /**
     * Asks a donor that is not in clone mode.
     *
     * @throws IOException also when its answer is no set of GTIDs
     */
    public static GtidSet read(MysqlConnection donor) throws IOException {
        String text = donor.query("SELECT @@GLOBAL.gtid_executed").stream()
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
        try {
            return GtidSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the donor's gtid_executed can't be read: " + e.getMessage(), e);
        }
    }
}
