package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DonorAccountTest {
    @Test
    void isNamedAsSqlNamesIt() {
        assertThat(DonorAccount.parse("clone@10.0.%"))
                .map(DonorAccount::toString)
                .contains("'clone'@'10.0.%'");
        assertThat(DonorAccount.parse("o'neil@corp@%"))
                .map(DonorAccount::toString)
                .contains("'o''neil@corp'@'%'");
        assertThat(DonorAccount.parse("@localhost")).map(DonorAccount::toString).contains("''@'localhost'");
    }

    @Test
    void whatIsNoneIsNotRepeated() {
        assertThat(DonorAccount.parse("nobody")).isEmpty();
        assertThat(DonorAccount.parse("a\nb@%")).isEmpty();
        assertThat(DonorAccount.parse("x".repeat(300) + "@%")).isEmpty();
    }

    @Test
    void theGrantCanBePasted() {
        assertThat(DonorAccount.grant(DonorAccount.parse("clone@%")))
                .isEqualTo("on the donor" + Failures.MANAGED + ": GRANT BACKUP_ADMIN ON *.* TO 'clone'@'%';");
        assertThat(DonorAccount.grant(Optional.empty())).endsWith("TO the clone user");
    }
}
