package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.mysql.Compression;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.proxy.Fault;
import io.mysqlclone.testbed.proxy.FaultProxy;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that changes bytes under TLS, or cuts what is compressed anywhere: the clone goes on where it was. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class DamageIT {
    @TempDir
    private static Path shared;

    private static MysqlServer donor;

    @TempDir
    private Path scratch = Path.of("");

    @BeforeAll
    static void startDonor() throws Exception {
        donor = Servers.donor(shared.resolve("donor"), 4);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    private Path target() {
        return scratch.resolve("target");
    }

    @ParameterizedTest
    @ValueSource(longs = {30_000, 9_000_000})
    void aDamagedTlsRecordIsAnOutage(long at) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.corruptAfter(at);
            TestClone clone = TestClone.from(proxy.port(), target()).tls();

            clone.run();

            assertThat(proxy.faults()).isEqualTo(1);
            assertThat(clone.count(CloneEvent.Reconnected.class)).isEqualTo(1);
            Servers.assertServes(target(), donor);
        }
    }

    @ParameterizedTest
    @CsvSource({"ZLIB, 100003", "ZSTD, 300001"})
    void aCompressedStreamThatIsCutIsAnOutage(Compression compression, long at) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.cutAllAfter(at, Fault.Cut.FIN);
            TestClone clone = TestClone.from(proxy.port(), target()).compression(compression);

            clone.run();

            assertThat(clone.count(CloneEvent.Reconnected.class)).isEqualTo(1);
            Servers.assertServes(target(), donor);
        }
    }

    @Test
    void whatIsDamagedAtTheSamePlaceEachTimeIsGivenUpAndCanBeGoneOnWith() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(donor.port())) {
            proxy.corruptEachAfter(60_000);
            CloneFailure failure = TestClone.from(proxy.port(), target()).tls().fails();

            assertThat(failure.kind()).isEqualTo(CloneFailure.Kind.NETWORK);
            assertThat(failure)
                    .hasMessageContaining("was damaged on its way")
                    .hasMessageContaining("3 times at the same place")
                    .hasMessageContaining("run the same command again");

            proxy.heal();
            TestClone again = TestClone.from(proxy.port(), target()).tls();
            again.run();
            assertThat(again.count(CloneEvent.Resumed.class)).isEqualTo(1);
            Servers.assertServes(target(), donor);
        }
    }
}
