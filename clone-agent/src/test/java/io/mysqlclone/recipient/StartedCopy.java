package io.mysqlclone.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.testbed.CloneAssertions;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of every test here: a stock mysqld on what the clone left. */
public final class StartedCopy {
    private StartedCopy() {}

    /** A mysqld on a clone, given what {@link CloneResult} says that it must be given. */
    static MysqlServerBuilder of(CloneResult result) {
        MysqlServerBuilder builder =
                MysqlServer.builder(result.dataDir()).dataDir(result.dataDir()).donor();
        if (!result.innodbDirectories().isEmpty()) {
            builder.option("--innodb-directories="
                    + result.innodbDirectories().stream().map(Path::toString).collect(Collectors.joining(";")));
        }
        return builder;
    }

    /**
     * Starts mysqld on the clone of a donor at rest: it has every table and transaction of the donor and nothing else, says
     * of itself that it is a complete clone, and logs no error.
     *
     * @param options mysqld options that the donor was given too, such as its page size
     */
    public static void assertEquals(MysqlServer donor, CloneResult result, String... options) {
        MysqlServerBuilder builder = of(result);
        List.of(options).forEach(builder::option);
        try (MysqlServer copy = builder.start()) {
            CloneAssertions.assertSameAs(donor, copy);
            assertThat(CloneAssertions.errors(copy)).as("errors in the log").isEmpty();
            assertComplete(copy, result);
        }
    }

    /** {@code performance_schema} of the copy tells of the clone what a stock recipient would have told. */
    static void assertComplete(MysqlServer copy, CloneResult result) {
        assertThat(
                        copy.query(
                                "SELECT STATE, SOURCE, DESTINATION, ERROR_NO, GTID_EXECUTED FROM performance_schema.clone_status"))
                .containsExactly(List.of("Completed", result.donor(), "LOCAL INSTANCE", "0", copy.gtidExecuted()));
        assertThat(copy.query("SELECT STAGE, STATE FROM performance_schema.clone_progress"))
                .containsExactly(
                        List.of("DROP DATA", "Completed"),
                        List.of("FILE COPY", "Completed"),
                        List.of("PAGE COPY", "Completed"),
                        List.of("REDO COPY", "Completed"),
                        List.of("FILE SYNC", "Completed"),
                        List.of("RESTART", "Completed"),
                        List.of("RECOVERY", "Completed"));
        // Of the small stages after it all bytes may have been read ahead.
        assertThat(copy.sql()
                        .value("SELECT NETWORK > 0 FROM performance_schema.clone_progress WHERE STAGE = 'FILE COPY'"))
                .isEqualTo("1");
        assertThat(copy.sql().value("SELECT SUM(DATA) FROM performance_schema.clone_progress"))
                .isEqualTo(Long.toString(result.dataBytes()));
    }
}
