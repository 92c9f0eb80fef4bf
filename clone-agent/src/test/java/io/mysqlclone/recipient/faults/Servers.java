package io.mysqlclone.recipient.faults;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import io.mysqlclone.testbed.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The servers at both ends of the tested clones. */
final class Servers {
    private Servers() {}

    /** A donor with tables of every kind and an account for the clone. */
    static MysqlServer donor(Path scratch) throws IOException {
        return donor(scratch, 8);
    }

    /** The same with about this much data beyond that of an empty server. */
    static MysqlServer donor(Path scratch, int mebibytes) throws IOException {
        MysqlServer donor =
                MysqlServer.builder(Files.createDirectories(scratch)).donor().start();
        donor.createCloneUser(TestClone.USER, TestClone.PASSWORD);
        SampleData.in("sample").mebibytes(mebibytes).createIn(donor);
        return donor;
    }

    /** A server to be started on a clone. */
    static MysqlServerBuilder copy(Path dataDir) throws IOException {
        return MysqlServer.builder(Files.createTempDirectory(dataDir.getParent(), "copy"))
                .dataDir(dataDir)
                .donor();
    }

    /** Starts mysqld on the clone of a donor that rests, and compares. */
    static void assertServes(Path dataDir, MysqlServer donor) throws IOException {
        try (MysqlServer copy = copy(dataDir).start()) {
            CloneAssertions.assertSameAs(donor, copy);
            CloneAssertions.assertHealthyRestart(copy);
        }
    }

    /**
     * Changes pages of {@code sample.plain_1} and has them written: a clone in FILE COPY then has pages to send in PAGE
     * COPY, because the donor tracks a page when it is flushed, not when it is changed.
     */
    static void changePages(MysqlServer donor) {
        donor.execute("UPDATE sample.plain_1 SET k = k + 1; FLUSH TABLES sample.plain_1 FOR EXPORT; UNLOCK TABLES");
    }

    /** Threads of the donor that serve a clone. */
    static long cloneThreads(MysqlServer donor) {
        return Long.parseLong(donor.sql()
                .value("SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_COMMAND = 'clone'"));
    }
}
