package io.mysqlclone.recipient.remote;

import io.mysqlclone.gtid.GtidSet;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.connection.MysqlConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which transactions a donor has executed, as it says itself. */
public final class DonorGtids {
    private static final int ER_UNKNOWN_SYSTEM_VARIABLE = 1193;

    private DonorGtids() {}

    /**
     * Why a server can't be replaced only if it is behind this donor: asks over a connection of its own.
     *
     * @return one sentence; empty when the donor tells its GTIDs
     */
    public static Optional<String> refusal(ConnectionOptions donor, Path dataDir) throws IOException {
        try (MysqlConnection connection = MysqlConnection.open(donor);
                var _ = connection.abortAfter(donor.connectTimeout())) {
            return refusal(connection, dataDir);
        }
    }

    /** The same, of a donor that is not in clone mode. */
    public static Optional<String> refusal(MysqlConnection donor, Path dataDir) throws IOException {
        try {
            GtidSet _ = read(donor);
            return Optional.empty();
        } catch (ServerErrorException e) {
            if (e.code() != ER_UNKNOWN_SYSTEM_VARIABLE) {
                throw e;
            }
            return Optional.of(
                    "whether the server on " + dataDir + " is behind the donor can't be known, because the donor"
                            + " does not know its gtid_executed, as clone-agent serve, which runs no server, does not; give"
                            + " --overwrite always to replace that server nevertheless");
        }
    }

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
