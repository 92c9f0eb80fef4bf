package io.mysqlclone.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneFailure.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({
        "REFUSED, 3, Refused",
        "DONOR, 4, DonorError",
        "NETWORK, 5, NetworkLost",
        "LOCAL_IO, 6, LocalIOError",
        "VERIFICATION, 7, VerificationFailed",
        "CANCELLED, 8, Cancelled",
        "SUSPENDED, 8, Suspended"
    })
    void everyKindOfFailureHasItsCodeAndReason(Kind kind, int code, String reason) {
        var failure = Failure.of(new CloneFailure(kind, "why"));

        assertThat(failure.exitCode().code()).isEqualTo(code);
        assertThat(failure.kind()).isEqualTo(reason);
        assertThat(failure.message()).isEqualTo("Why.");
    }

    @ParameterizedTest
    @CsvSource({"DONE, 0", "USAGE, 2", "BUG, 70"})
    void theOtherCodesAreThoseOfTheContract(ExitCode exitCode, int code) {
        assertThat(exitCode.code()).isEqualTo(code);
    }
}
