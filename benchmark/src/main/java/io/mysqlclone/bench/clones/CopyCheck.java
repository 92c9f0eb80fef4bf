package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.WriteLoad;
import java.nio.file.Path;

/** The proof that a copy is right: a stock mysqld starts on it and has the donor's tables. */
final class CopyCheck {
    private CopyCheck() {}

    /** Fails when a table differs, is missing or is there in excess, or when the accounts of the load do not add up. */
    static void check(Donor donor, Row row, Path scratch, Path copyDir) {
        try (MysqlServer copy =
                MysqlServer.builder(scratch).dataDir(copyDir).donor().start()) {
            CloneAssertions.assertSameTables(donor.checksums(), Donor.checksumsOf(copy));
            if (row.load()) {
                WriteLoad.assertConsistent(copy.sql(), Donor.LOAD_SCHEMA);
            }
        }
    }
}
