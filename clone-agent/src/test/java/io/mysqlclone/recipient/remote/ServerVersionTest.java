package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "9.7.4, 9.7.4, 90704",
        "9.7.4-2, 9.7.4, 90704",
        "8.0.45-0ubuntu0.24.04.1-debug, 8.0.45, 80045",
        "8.4.10+vendor, 8.4.10, 80410"
    })
    void readsVersionsWithAnySuffix(String text, String shown, int number) {
        ServerVersion version = ServerVersion.parse(text).orElseThrow();
        assertThat(version).hasToString(shown);
        assertThat(version.number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9", "9.7", "9.7.", "9.7.x", "v9.7.4", " 9.7.4", "9.7.444", "99999999999.1.1", "-1.0.0"})
    void readsNothingElse(String text) {
        assertThat(ServerVersion.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // recipient, donor, both LTS, starts
        "9.7.4, 9.7.4, true, true",
        "9.7.5, 9.7.4, true, true",
        "9.7.4, 9.7.5, false, true",
        "8.4.9, 8.4.3, true, true",
        "8.0.36, 8.0.36, false, true",
        "8.0.36, 8.0.35, false, false",
        "8.0.37, 8.0.36, false, false",
        "8.0.37, 8.0.45, false, true",
        "8.0.45, 8.0.37, false, true",
        "8.4.3, 8.0.45, true, false",
        "9.7.4, 8.4.3, true, false",
        "10.3.1, 9.7.4, true, true",
        "10.3.1, 9.7.4, false, false",
        "10.3.1, 9.6.0, true, false",
        "9.7.4, 10.3.1, true, false",
        "11.0.0, 9.7.4, true, false"
    })
    void knowsWhichServerStartsOnWhichClone(String recipient, String donor, boolean bothLts, boolean starts) {
        assertThat(version(recipient).startsOnCloneOf(version(donor), bothLts)).isEqualTo(starts);
    }

    @Test
    void aLongTermRecipientOfAnInnovationDonorDoesNotStart() {
        assertThat(version("9.7.4").startsOnCloneOf(version("9.6.0"), true)).isFalse();
    }

    private static ServerVersion version(String text) {
        return ServerVersion.parse(text).orElseThrow();
    }
}
