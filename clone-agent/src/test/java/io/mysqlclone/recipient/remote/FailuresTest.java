package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.innodb.verify.VerificationRefusedException;
import io.mysqlclone.mysql.AuthenticationException;
import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.mysql.NegotiationException;
import io.mysqlclone.mysql.ServerErrorException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.UnreachableException;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Reason;
import io.mysqlclone.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
    /** Never leaves the package that throws it, as its visibility says or its callers. */
    private static final Set<String> INTERNAL = Set.of(
            "io.mysqlclone.datadir.UnsafePathException",
            // Is a TargetRefusedException in each respect.
            "io.mysqlclone.datadir.commit.ServerRunningException",
            "io.mysqlclone.datadir.live.BinaryLogContent$UnreadableLogException",
            // Is never what a clone ends with: it starts over.
            "io.mysqlclone.recipient.remote.OtherServerException");

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
                Arguments.of(new NegotiationException("no zstd"), CloneFailure.Kind.DONOR, false, "no zstd"),
                Arguments.of(new AuthenticationException("no plugin"), CloneFailure.Kind.DONOR, false, "no plugin"),
                Arguments.of(new TlsVerificationException("forged"), CloneFailure.Kind.DONOR, false, "forged"),
                Arguments.of(
                        new UnsuitableDonorException("the donor is old"),
                        CloneFailure.Kind.REFUSED,
                        false,
                        "is old; clone another server"),
                Arguments.of(new TargetRefusedException("not empty"), CloneFailure.Kind.REFUSED, false, "not empty"),
                Arguments.of(engine(EngineException.Kind.TARGET_MISSING), CloneFailure.Kind.REFUSED, false, "because"),
                // Of a donor in this process, whose files are of this host.
                Arguments.of(
                        new DonorException(DonorException.READ, "unreadable"),
                        CloneFailure.Kind.LOCAL_IO,
                        false,
                        "unreadable"),
                Arguments.of(new CancelledException(), CloneFailure.Kind.CANCELLED, false, "cancelled"),
                // What is the network's is named here, and there is no more of it.
                Arguments.of(new ConnectionClosedException("gone"), CloneFailure.Kind.NETWORK, true, "gone"),
                Arguments.of(new UnreachableException("nobody"), CloneFailure.Kind.NETWORK, true, "nobody"),
                Arguments.of(
                        new CloneConnection.StalledException(new IOException("cut")),
                        CloneFailure.Kind.NETWORK,
                        true,
                        "stall timeout"),
                Arguments.of(new RoundAbandonedException(), CloneFailure.Kind.NETWORK, true, "another connection"),
                Arguments.of(new ConnectException("refused"), CloneFailure.Kind.NETWORK, true, "refused"),
                Arguments.of(new SocketTimeoutException("late"), CloneFailure.Kind.NETWORK, true, "late"),
                Arguments.of(new SSLException("closed"), CloneFailure.Kind.NETWORK, true, "closed"),
                // Everything else is the local side's.
                Arguments.of(new StorageException("no space"), CloneFailure.Kind.LOCAL_IO, false, "no space"),
                Arguments.of(new VerificationRefusedException("in use"), CloneFailure.Kind.LOCAL_IO, false, "in use"),
                Arguments.of(
                        new FileSystemException("t.ibd", null, "Input/output error"),
                        CloneFailure.Kind.LOCAL_IO,
                        false,
                        "t.ibd: Input/output error"),
                Arguments.of(new EOFException(), CloneFailure.Kind.LOCAL_IO, false, "EOFException"),
                Arguments.of(new IOException(), CloneFailure.Kind.LOCAL_IO, false, "IOException"));
    }

    /** A new exception has its place in the table, or nobody has thought about whether it is tried again. */
    @Test
    void everyExceptionOfTheModuleIsInTheTable() {
        Set<String> listed = table().map(
                        row -> Objects.requireNonNull(row.get()[0]).getClass().getName())
                .collect(Collectors.toSet());
        Set<String> all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.mysqlclone").stream()
                        .filter(found -> found.isAssignableTo(IOException.class))
                        .filter(found -> !found.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .filter(name -> !INTERNAL.contains(name))
                        .collect(Collectors.toSet());
        assertThat(all).hasSizeGreaterThan(10).isSubsetOf(listed);
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
        assertThat(Failures.describe(new UnsuitableDonorException("x")).reason())
                .isEqualTo(Reason.DONOR_MISMATCH);
        assertThat(Failures.describe(new TargetRefusedException(TargetRefusedException.Reason.NOT_EMPTY, "x"))
                        .reason())
                .isEqualTo(Reason.RECIPIENT_NOT_EMPTY);
        assertThat(Failures.describe(new TargetRefusedException(TargetRefusedException.Reason.BUSY, "x"))
                        .reason())
                .isEqualTo(Reason.VOLUME_BUSY);
        assertThat(Failures.describe(new TargetRefusedException("x")).reason()).isEqualTo(Reason.OTHER);
        assertThat(Failures.describe(donor(1815)).reason()).isEqualTo(Reason.OTHER);
    }

    /** Who has one of these can neither grant the privilege nor load the plugin. */
    @Test
    void whatAManagedServiceDoesNotAllowIsSaid() {
        for (int code : new int[] {1227, 1524}) {
            assertThat(Failures.describe(server(code)))
                    .hasMessageContaining("managed service")
                    .hasMessageContaining("RDS");
        }
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
