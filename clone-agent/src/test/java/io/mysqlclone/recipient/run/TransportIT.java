package io.mysqlclone.recipient.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequests;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.RecordedEvents;
import io.mysqlclone.recipient.StartedCopy;
import io.mysqlclone.testbed.MysqlServer;
import io.mysqlclone.testbed.SampleData;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every version of the clone protocol and every compression, each a whole clone of a real donor. */
final class TransportIT {
    @TempDir
    private static Path scratch;

    @TempDir
    private Path target;

    private static MysqlServer donor;

    @BeforeAll
    static void startDonor() {
        donor = MysqlServer.builder(scratch).donor().start();
        SampleData.in("sample").mebibytes(4).createIn(donor);
        CloneRequests.allowCloning(donor);
    }

    @AfterAll
    static void stopDonor() {
        donor.close();
    }

    static Stream<ProtocolVersion> versions() {
        return Stream.of(ProtocolVersion.V1, ProtocolVersion.V2, ProtocolVersion.V3, ProtocolVersion.V4);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void clonesInEveryProtocolVersion(ProtocolVersion version) throws Exception {
        CloneRequest request = CloneRequests.from(donor).into(target);

        CloneResult result = new CloneRun(CloneEngines.standard(), request, event -> {}, version).run();

        assertThat(result.donorVersion()).isEqualTo(donor.sql().value("SELECT @@version"));
        StartedCopy.assertEquals(donor, result);
    }

    @ParameterizedTest
    @CsvSource({"NONE, DISABLED", "ZLIB, DISABLED", "ZLIB, REQUIRED", "ZSTD, DISABLED", "ZSTD, REQUIRED"})
    void clonesWithEveryCompression(Compression compression, TlsMode tls) throws Exception {
        CloneRequest request = CloneRequests.from(donor)
                .compression(compression)
                .tls(tls)
                .connections(4)
                .into(target);
        RecordedEvents events = new RecordedEvents();

        CloneResult result = new CloneRun(CloneEngines.standard(), request, events).run();

        assertThat(events.mostConnections()).isEqualTo(4);
        // Most of a young server's files are zeros.
        if (compression == Compression.NONE) {
            assertThat(result.networkBytes()).isGreaterThan(result.dataBytes());
        } else {
            assertThat(result.networkBytes()).isLessThan(result.dataBytes() / 3);
        }
        StartedCopy.assertEquals(donor, result);
    }
}
