package io.mysqlclone.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "db.example, db.example:3306",
        "db.example:3307, db.example:3307",
        "10.0.0.1:1, 10.0.0.1:1",
        "::1, [::1]:3306",
        "[fe80::1%eth0]:65535, [fe80::1%eth0]:65535",
        "[::1], [::1]:3306",
        "/run/mysqld/mysqld.sock, /run/mysqld/mysqld.sock"
    })
    void readsWhatAUserTypes(String text, String canonical) {
        Endpoint endpoint = Endpoint.parse(text);
        assertThat(endpoint).hasToString(canonical);
        assertThat(Endpoint.parse(canonical)).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":3306",
                "db:",
                "db:0",
                "db:65536",
                "db:99999999999",
                "db:x",
                "db:-1",
                "db name",
                "[::1",
                "[db]:1",
                "[::1]x",
                "[::1]:",
                "user@db",
                "a:b:c",
                "http://db"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
    }

    @Property
    void anyOtherTextIsRefusedOrReadBack(@ForAll String text) {
        try {
            Endpoint endpoint = Endpoint.parse(text);
            assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
