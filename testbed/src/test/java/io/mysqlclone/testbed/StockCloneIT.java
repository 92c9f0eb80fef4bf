package io.mysqlclone.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.testbed.proxy.Direction;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import io.mysqlclone.testbed.proxy.Packet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control experiment: what our assertions say about clones that MySQL itself makes. */
final class StockCloneIT {

    @TempDir
    private Path scratch;

    @Test
    void aCloneOfABusyDonorUnderDdlCatchesUpToTheSameTables() throws Exception {
        try (MysqlServer donor = donor();
                MysqlServer recipient = recipient();
                FaultProxy proxy = FaultProxy.to(donor.port())) {
            SampleData.in("sample").mebibytes(60).smallTables(20).createIn(donor);
            DdlStorm storm = DdlStorm.prepare(donor, "storm");
            AtomicReference<Long> atStage4 = new AtomicReference<>(0L);
            try (WriteLoad load = WriteLoad.start(donor, "bank", 2);
                    storm) {
                storm.start(DdlStorm.withoutKeyring());
                load.awaitTransactions(50);
                proxy.limit(60_000_000);
                proxy.onPacket(packet -> packet.startsStage(4), new Fault.Run(() -> atStage4.set(load.transactions())));
                cloneThrough(recipient, proxy, "copy");
                assertThat(load.transactions()).isGreaterThan(atStage4.get());
                assertThat(proxy.faults()).isEqualTo(1);
            }
            assertThat(storm.counts()).containsKeys(DdlStorm.withoutKeyring().toArray(DdlStorm.Step[]::new));
            try (MysqlServer copy = MysqlServer.builder(scratch)
                    .dataDir(scratch.resolve("copy"))
                    .donor()
                    .start()) {
                WriteLoad.assertConsistent(copy.sql(), "bank");
                assertThat(copy.gtidExecuted()).isNotEqualTo(donor.gtidExecuted());
                CloneAssertions.assertSameAfterCatchingUp(donor, copy);
                CloneAssertions.assertHealthyRestart(copy);
            }
        }
    }

    @Test
    void aMissingRowIsNoticed() throws Exception {
        try (MysqlServer donor = donor();
                MysqlServer recipient = recipient()) {
            SampleData.in("sample").mebibytes(4).createIn(donor);
            recipient.execute(
                    "SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + donor.port() + "'; CLONE INSTANCE FROM"
                            + " cloner@127.0.0.1:" + donor.port() + " IDENTIFIED BY 'secret' DATA DIRECTORY = '"
                            + scratch.resolve("copy") + "' REQUIRE NO SSL");
            try (MysqlServer copy = MysqlServer.builder(scratch)
                    .dataDir(scratch.resolve("copy"))
                    .donor()
                    .start()) {
                CloneAssertions.assertSameAs(donor, copy);
                copy.execute("SET sql_log_bin = OFF; DELETE FROM sample.plain_1 ORDER BY id LIMIT 1");
                assertThatThrownBy(() -> CloneAssertions.assertSameAs(donor, copy))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("sample.plain_1");
            }
        }
    }

    @Test
    void theStockRecipientResumesWhereTheProxyCut() throws Exception {
        try (MysqlServer donor = donor();
                MysqlServer recipient = recipient();
                FaultProxy proxy = FaultProxy.to(donor.port())) {
            SampleData.in("sample").mebibytes(40).createIn(donor);
            proxy.onNthPacket(
                    10,
                    packet -> packet.isResponse(Packet.DATA) && packet.stage() == 2,
                    new Fault.CutAt(1000, Fault.Cut.RST));
            proxy.onPacket(packet -> packet.startsStage(3), new Fault.CutAt(0, Fault.Cut.FIN));
            AtomicReference<Integer> resumed = new AtomicReference<>(0);
            proxy.onEveryPacket(
                    packet -> packet.isCommand(Packet.REINIT),
                    new Fault.Run(() -> resumed.updateAndGet(count -> count + 1)));
            cloneThrough(recipient, proxy, "copy");
            assertThat(resumed.get()).isEqualTo(2);
            assertThat(proxy.bytes(Direction.DONOR_TO_RECIPIENT)).isGreaterThan(40_000_000);
            try (MysqlServer copy = MysqlServer.builder(scratch)
                    .dataDir(scratch.resolve("copy"))
                    .donor()
                    .start()) {
                CloneAssertions.assertSameAs(donor, copy);
            }
        }
    }

    private MysqlServer donor() throws Exception {
        MysqlServer donor = MysqlServer.builder(Files.createDirectory(scratch.resolve("donor")))
                .donor()
                .start();
        donor.createCloneUser("cloner", "secret");
        return donor;
    }

    private MysqlServer recipient() throws Exception {
        return MysqlServer.builder(Files.createDirectory(scratch.resolve("recipient")))
                .plugin("mysql_clone.so")
                .start();
    }

    private void cloneThrough(MysqlServer recipient, FaultProxy proxy, String directory) {
        recipient.execute("SET GLOBAL clone_valid_donor_list = '127.0.0.1:" + proxy.port()
                + "'; SET GLOBAL clone_autotune_concurrency = OFF; SET GLOBAL clone_max_concurrency = 2");
        recipient.execute("CLONE INSTANCE FROM cloner@127.0.0.1:" + proxy.port()
                + " IDENTIFIED BY 'secret' DATA DIRECTORY = '" + scratch.resolve(directory) + "' REQUIRE NO SSL");
    }
}
