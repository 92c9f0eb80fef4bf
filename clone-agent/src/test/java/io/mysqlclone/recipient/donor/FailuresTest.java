package io.mysqlclone.recipient.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.protocol.MalformedMessageException;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.storage.TargetRefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(EngineException.violation("lied"), CloneFailure.Kind.DONOR, false, "lied"),
                Arguments.of(engine(EngineException.Kind.REFUSED), CloneFailure.Kind.REFUSED, false, "because"),
                Arguments.of(
                        engine(EngineException.Kind.CORRUPT_DATA), CloneFailure.Kind.VERIFICATION, false, "because"),
                Arguments.of(engine(EngineException.Kind.LOCAL_IO), CloneFailure.Kind.LOCAL_IO, false, "because"),
                Arguments.of(donor(3634), CloneFailure.Kind.DONOR, false, "another clone of this donor"),
                Arguments.of(donor(3872), CloneFailure.Kind.DONOR, false, "--tls-mode required"),
                Arguments.of(donor(1815), CloneFailure.Kind.DONOR, false, "donor error 1815: its words"),
                Arguments.of(donor(1317), CloneFailure.Kind.DONOR, true, "somebody ended the clone"),
                Arguments.of(donor(1053), CloneFailure.Kind.DONOR, true, "1053"),
                Arguments.of(server(1045), CloneFailure.Kind.DONOR, false, "check user and password"),
                Arguments.of(server(1129), CloneFailure.Kind.DONOR, false, "host_cache"),
                Arguments.of(server(1130), CloneFailure.Kind.DONOR, false, "from this host"),
                Arguments.of(server(1698), CloneFailure.Kind.DONOR, false, "check user and password"),
                Arguments.of(server(1820), CloneFailure.Kind.DONOR, false, "has expired"),
                Arguments.of(server(1862), CloneFailure.Kind.DONOR, false, "has expired"),
                Arguments.of(server(3118), CloneFailure.Kind.DONOR, false, "ACCOUNT UNLOCK"),
                Arguments.of(server(3955), CloneFailure.Kind.DONOR, false, "ACCOUNT UNLOCK"),
                Arguments.of(server(1227), CloneFailure.Kind.DONOR, false, "GRANT BACKUP_ADMIN"),
                Arguments.of(server(1524), CloneFailure.Kind.DONOR, false, "INSTALL PLUGIN clone"),
                Arguments.of(server(1040), CloneFailure.Kind.DONOR, true, "1040"),
                Arguments.of(server(1203), CloneFailure.Kind.DONOR, true, "1203"),
                Arguments.of(
                        new MalformedPacketException("out of order"), CloneFailure.Kind.DONOR, false, "out of order"),
                Arguments.of(
                        new MalformedMessageException("COM_RES_LOCS", "length", 1, "2"),
                        CloneFailure.Kind.DONOR,
                        false,
                        "COM_RES_LOCS"),
                Arguments.of(new TargetRefusedException("not empty"), CloneFailure.Kind.REFUSED, false, "not empty"),
                Arguments.of(new CancelledException(), CloneFailure.Kind.CANCELLED, false, "cancelled"),
                Arguments.of(new ConnectException("refused"), CloneFailure.Kind.NETWORK, true, "refused"),
                Arguments.of(new IOException(), CloneFailure.Kind.NETWORK, true, "IOException"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void knowsWhoseFaultItIsAndWhetherTimeHeals(
            IOException failure, CloneFailure.Kind kind, boolean outage, String sentence) {
        CloneFailure described = Failures.describe(failure);
        assertThat(described.kind()).isEqualTo(kind);
        assertThat(described).hasMessageContaining(sentence).hasCause(failure);
        assertThat(Failures.isOutage(failure)).isEqualTo(outage);
    }

    @Test
    void tellsAProgramWhatHappened() {
        assertThat(Failures.describe(donor(3634)).reason()).isEqualTo(Reason.DONOR_BUSY);
        assertThat(Failures.describe(donor(3872)).reason()).isEqualTo(Reason.TLS_NEEDED);
        for (int code : new int[] {1045, 1129, 1130, 1698, 1820, 1862, 3118, 3955}) {
            assertThat(Failures.describe(server(code)).reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        }
        assertThat(Failures.describe(new AuthenticationException("unknown")).reason())
                .isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(Failures.describe(server(1227)).reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
        assertThat(Failures.describe(server(1524)).reason()).isEqualTo(Reason.CLONE_PLUGIN_MISSING);
        assertThat(Failures.describe(new TargetRefusedException(TargetRefusedException.Reason.NOT_EMPTY, "x"))
                        .reason())
                .isEqualTo(Reason.RECIPIENT_NOT_EMPTY);
        assertThat(Failures.describe(new TargetRefusedException(TargetRefusedException.Reason.BUSY, "x"))
                        .reason())
                .isEqualTo(Reason.VOLUME_BUSY);
        assertThat(Failures.describe(new TargetRefusedException("x")).reason()).isEqualTo(Reason.OTHER);
        assertThat(Failures.describe(donor(1815)).reason()).isEqualTo(Reason.OTHER);
    }

    @Test
    void keepsTheErrorNumber() {
        assertThat(Failures.describe(donor(3634)).mysqlError()).isEqualTo(OptionalInt.of(3634));
        assertThat(Failures.describe(server(1045)).mysqlError()).isEqualTo(OptionalInt.of(1045));
        assertThat(Failures.describe(EngineException.violation("x")).mysqlError())
                .isEmpty();
    }

    @Test
    void knowsWhenTheSnapshotIsGone() {
        assertThat(Failures.isSnapshotGone(new DonorErrorException(
                        1815, "Internal error: Innodb Clone Restart could not find existing clone")))
                .isTrue();
        assertThat(Failures.isSnapshotGone(donor(1815))).isFalse();
        assertThat(Failures.isSnapshotGone(new DonorErrorException(1317, "could not find existing clone")))
                .isFalse();
    }

    private static EngineException engine(EngineException.Kind kind) {
        return new EngineException(kind, "because");
    }

    private static DonorErrorException donor(int code) {
        return new DonorErrorException(code, "its words");
    }

    private static ServerErrorException server(int code) {
        return new ServerErrorException(code, "HY000", "its words");
    }
}
