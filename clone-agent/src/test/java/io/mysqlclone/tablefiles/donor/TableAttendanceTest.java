package io.mysqlclone.tablefiles.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.HeldServer;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.engine.PointMissedException;
import io.mysqlclone.storage.SpoolSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a server at a point, in which order, and what becomes of its locks. */
final class TableAttendanceTest {
    @TempDir
    Path scratch;

    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final Asked server = new Asked();
    private Path dataDir;
    private SpoolSpace space;

    /** A session of a server that names tables, and remembers what it was asked. */
    private static final class Asked implements HeldServer {
        private final List<Table> tables = new ArrayList<>();
        private final List<String> heard = new ArrayList<>();
        private boolean lost;

        @Override
        public List<Table> tables(Set<String> engines) {
            assertThat(engines).containsExactlyInAnyOrder("MyISAM", "MRG_MYISAM", "CSV", "ARCHIVE");
            return tables;
        }

        @Override
        public void lockTables(List<Table> locked, Duration patience) {
            assertThat(patience).isPositive();
            heard.add("lock " + locked);
        }

        @Override
        public void unlockTables() throws DonorException {
            heard.add("unlock");
            if (lost) {
                throw new DonorException(DonorException.INTERNAL, "the session was lost");
            }
        }
    }

    @BeforeEach
    void makeDirectories() throws IOException {
        dataDir = Files.createDirectory(scratch.resolve("data"));
        Files.createDirectory(dataDir.resolve("d"));
        Files.createDirectory(dataDir.resolve("mysql"));
        space = new SpoolSpace(Files.createDirectory(scratch.resolve("spool")), 1000);
        server.tables.add(new HeldServer.Table("mysql", "general_log", "CSV"));
        server.tables.add(new HeldServer.Table("d", "t", "MyISAM"));
        for (String name : List.of("d/t.MYI", "d/t.MYD", "mysql/general_log.CSV")) {
            Files.writeString(dataDir.resolve(name), name);
        }
    }

    private TableAttendance attendance() {
        return new TableAttendance(dataDir, space, true, wanted::get);
    }

    private static long inAMinute() {
        return System.nanoTime() + Duration.ofMinutes(1).toNanos();
    }

    private LogStop.Frozen frozen(TableAttendance attendance) throws DonorException, PointMissedException {
        return attendance.freeze(server, inAMinute());
    }

    @Test
    void tablesAreLockedBeforeThePointAndLetGoWhenTheirCopiesAreThere() throws Exception {
        try (TableAttendance attendance = attendance()) {
            attendance.prepare();
            LogStop.Part part;
            try (LogStop.Frozen frozen = frozen(attendance)) {
                assertThat(server.heard).containsExactly("lock [d.t]");
                part = frozen.keep(Optional.empty());
            }
            assertThat(server.heard).containsExactly("lock [d.t]", "unlock");
            assertThat(part)
                    .isInstanceOfSatisfying(
                            HeldTables.class, held -> assertThat(held.files()).hasSize(2));
            part.close();
        }
        assertThat(space.used()).isZero();
    }

    @Test
    void aPointThatComesToNothingLeavesNoLock() throws Exception {
        try (TableAttendance attendance = attendance()) {
            frozen(attendance).close();
            assertThat(server.heard).containsExactly("lock [d.t]", "unlock");
        }
        assertThat(space.used()).isZero();
    }

    /** Then somebody may have written to what was copied. */
    @Test
    void aLockThatWasLostWithItsSessionCountsForNothing() throws Exception {
        try (TableAttendance attendance = attendance()) {
            server.lost = true;
            try (LogStop.Frozen frozen = frozen(attendance)) {
                assertThatThrownBy(() -> frozen.keep(Optional.empty())).hasMessage("the session was lost");
            }
        }
        assertThat(space.used()).isZero();
    }

    @Test
    void nothingIsAskedForRecipientsThatWantNoTables() throws Exception {
        wanted.set(false);
        try (TableAttendance attendance = attendance()) {
            attendance.prepare();
            try (LogStop.Frozen frozen = frozen(attendance)) {
                frozen.keep(Optional.empty()).close();
            }
        }
        assertThat(server.heard).isEmpty();
        assertThat(space.used()).isZero();
    }

    @Test
    void aServerWithoutSuchTablesIsNotLocked() throws Exception {
        server.tables.removeLast();
        Files.delete(dataDir.resolve("d/t.MYI"));
        try (TableAttendance attendance = attendance();
                LogStop.Frozen frozen = frozen(attendance)) {
            frozen.keep(Optional.empty()).close();
        }
        assertThat(server.heard).isEmpty();
    }

    @Test
    void filesThatNoTableIsNamedFor() throws Exception {
        Files.writeString(dataDir.resolve("d/hidden.MYI"), "");
        try (TableAttendance attendance = attendance()) {
            assertThatThrownBy(() -> frozen(attendance))
                    .isInstanceOf(DonorException.class)
                    .hasMessageContaining("names 1 tables of MyISAM to this account, and its schemas have files of 2")
                    .hasMessageContaining("SELECT ON *.*");
        }
        assertThat(server.heard).isEmpty();
    }

    @Test
    void aLogOfTheServersThatCanNotBeEmptied() {
        server.tables.set(0, new HeldServer.Table("mysql", "general_log", "MyISAM"));
        try (TableAttendance attendance = attendance()) {
            assertThatThrownBy(() -> frozen(attendance))
                    .hasMessageContaining("ALTER TABLE mysql.general_log ENGINE = CSV");
        }
    }
}
