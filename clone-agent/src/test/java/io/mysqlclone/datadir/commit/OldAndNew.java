package io.mysqlclone.datadir.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.engine.PlacedFile;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.MysqlServerBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server's data directory, and the clone that is to take its place; they differ in every way that matters. */
record OldAndNew(ReceivedClone received, Path oldData, Map<String, String> oldChecksums, String oldGtids) {

    static OldAndNew make(Path shared) throws IOException {
        ReceivedClone clone;
        try (MysqlServer donor = MysqlServer.builder(Files.createDirectory(shared.resolve("donor")))
                .donor()
                .start()) {
            donor.execute("CREATE SCHEMA both_have; CREATE TABLE both_have.t (id INT PRIMARY KEY, v TEXT);"
                    + "INSERT INTO both_have.t VALUES (1, 'from the donor');"
                    + "CREATE SCHEMA only_donor; CREATE TABLE only_donor.n (id INT PRIMARY KEY);"
                    + "INSERT INTO only_donor.n VALUES (1), (2), (3);"
                    + "CREATE TABLESPACE ts_donor ADD DATAFILE 'ts_donor.ibd';"
                    + "CREATE TABLE only_donor.general (id INT PRIMARY KEY) TABLESPACE ts_donor;"
                    + "INSERT INTO only_donor.general VALUES (42)");
            // So that no redo of the clone makes pages anew which a test damages.
            donor.restart();
            clone = ReceivedClone.from(donor, shared.resolve("cloned"));
        }
        Path home = Files.createDirectory(shared.resolve("recipient"));
        try (MysqlServer recipient =
                options(home).newDataDir(home.resolve("data")).start()) {
            recipient.execute(
                    "CREATE SCHEMA both_have; CREATE TABLE both_have.t (id INT PRIMARY KEY, v TEXT);"
                            + "INSERT INTO both_have.t VALUES (1, 'old'), (2, 'old');"
                            + "CREATE SCHEMA old_empty; CREATE SCHEMA only_old; CREATE TABLE only_old.o (id INT PRIMARY KEY);"
                            + "INSERT INTO only_old.o VALUES (7); FLUSH BINARY LOGS;"
                            + "CREATE TABLE only_old.isam (id INT) ENGINE = MyISAM; INSERT INTO only_old.isam VALUES (1);"
                            + "CREATE TABLE only_old.csv (id INT NOT NULL) ENGINE = CSV; INSERT INTO only_old.csv VALUES (8);"
                            + "CREATE TABLESPACE ts_old ADD DATAFILE 'ts_old.ibd';"
                            + "CREATE UNDO TABLESPACE undo_old ADD DATAFILE 'undo_old.ibu';"
                            + "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON; SELECT 'in the general log';"
                            + "SET GLOBAL general_log = OFF; FLUSH BINARY LOGS;"
                            + "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1, SOURCE_USER = 'nobody'");
            recipient.execute("START REPLICA; STOP REPLICA");
            OldAndNew made =
                    new OldAndNew(clone, home.resolve("data"), recipient.checksums(), recipient.gtidExecuted());
            recipient.stop();
            assertThat(made.oldData.resolve("relay.000001")).exists();
            return made;
        }
    }

    /** The recipient as it is configured, old or new. */
    static MysqlServerBuilder recipient(Path data, Path scratch) {
        return options(scratch).dataDir(data);
    }

    private static MysqlServerBuilder options(Path scratch) {
        return MysqlServer.builder(scratch).donor().option("--relay-log=relay").option("--skip-replica-start");
    }

    DataDirectory copyTo(Path data) throws IOException {
        return DataDirectory.open(DataDirectoryTrees.copy(oldData, data));
    }

    /** Received, committed, and noted as complete. */
    void commit(DataDirectory directory) throws IOException {
        InPlaceForm form = new InPlaceForm(directory, List.of());
        form.begin();
        form.commit(received.receive(directory), List.of(), ReceivedClone.status());
        noteComplete(directory);
    }

    static void noteComplete(DataDirectory directory) throws IOException {
        Files.writeString(CloneMarkers.complete(directory.root()), "");
        DataDirectoryTrees.delete(directory.agentDirectory().resolve("staging"));
        new InPlaceForm(directory, List.of()).forget();
    }

    void assertServesTheClone(MysqlServer server) {
        assertThat(server.checksums()).isEqualTo(received.checksums());
        assertThat(server.gtidExecuted()).isEqualTo(received.gtids());
        assertThat(server.query(
                        "SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status"))
                .allMatch(row -> row.getFirst().isEmpty());
    }

    void assertServesTheOldData(MysqlServer server) {
        assertThat(server.checksums()).isEqualTo(oldChecksums);
        assertThat(server.gtidExecuted()).isEqualTo(oldGtids);
        assertThat(server.query("SELECT id FROM only_old.csv")).containsExactly(List.of("8"));
        assertThat(server.query(
                        "SELECT COUNT(*) > 0 FROM mysql.general_log WHERE argument LIKE '%in the general log%'"))
                .containsExactly(List.of("1"));
        assertThat(server.query("SHOW BINLOG EVENTS IN 'binlog.000001'").toString())
                .contains("only_old");
        // Fails if its directory is still there, and is not logged, so that all this can be asked again.
        server.execute("SET sql_log_bin = 0; CREATE SCHEMA only_donor; DROP SCHEMA only_donor");
    }

    /** Damages a received file before the commit. */
    static void zero(List<PlacedFile> files, String name, long from, int length) throws IOException {
        boolean found = false;
        for (PlacedFile file : files) {
            if (file.target().endsWith(name)) {
                found = true;
                try (FileChannel channel = FileChannel.open(file.staged(), StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.allocate(length), from);
                }
            }
        }
        assertThat(found).isTrue();
    }

    static List<String> names(Path data) throws IOException {
        try (Stream<Path> tree = Files.walk(data)) {
            return tree.map(path -> data.relativize(path).toString()).sorted().toList();
        }
    }
}
