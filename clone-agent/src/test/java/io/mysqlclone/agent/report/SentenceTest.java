package io.mysqlclone.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.CloneFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the donor is gone|The donor is gone.",
                "a mysqld still runs|A mysqld still runs.",
                "cancelled|Cancelled.",
                "TLS is switched off|TLS is switched off.",
                "is --donor meant?|Is --donor meant?",
                "on the donor: INSTALL PLUGIN clone SONAME 'mysql_clone.so';|On the donor: INSTALL PLUGIN clone SONAME 'mysql_clone.so';",
                // names stay as they are written
                "mysqld goes on|mysqld goes on.",
                "clone-agent commit commits it|clone-agent commit commits it.",
                "innodb_page_size is 4096|innodb_page_size is 4096.",
                "db/t.ibd: page 7 has a wrong checksum|db/t.ibd: page 7 has a wrong checksum.",
                "db1.example.com answers|db1.example.com answers.",
                "mysql.shop.svc:3306 answers|mysql.shop.svc:3306 answers.",
                "primary:3306 answers|primary:3306 answers.",
                "--tls-mode is \"x\"|--tls-mode is \"x\".",
                "/data holds nothing|/data holds nothing.",
                "clone@db1 logged in|clone@db1 logged in.",
            })
    void beginsWithACapitalLetterAndEndsWithAFullStop(String clause, String sentence) {
        assertThat(Sentence.of(clause)).isEqualTo(sentence);
        assertThat(Sentence.of(sentence)).as("a sentence stays as it is").isEqualTo(sentence);
    }

    @Test
    void nothingStaysNothing() {
        assertThat(Sentence.of("")).isEmpty();
    }

    @Test
    void aFailureKeepsItsHintApartForWhoHasOtherWordsForIt() {
        var failure = Failure.of(new CloneFailure(
                CloneFailure.Kind.REFUSED,
                CloneFailure.Reason.RECIPIENT_NOT_EMPTY,
                "the server holds user data",
                "give --overwrite always to replace it"));
        assertThat(failure.message()).isEqualTo("The server holds user data.");
        assertThat(failure.hint()).contains("Give --overwrite always to replace it.");
        assertThat(failure.text()).isEqualTo("The server holds user data. Give --overwrite always to replace it.");
    }
}
