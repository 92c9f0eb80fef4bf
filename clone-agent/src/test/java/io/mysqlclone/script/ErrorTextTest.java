package io.mysqlclone.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.mysql.ServerErrorException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages as mysqld 9.7 has them; what is secret in them is called secret. */
class ErrorTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            1062|23000|Duplicate entry 'secret@example.com' for key 'u.email'|error 1062 (23000): Duplicate entry ...
            1054|42S22|Unknown column 'secret' in 'field list'|error 1054 (42S22): Unknown column ...
            1366|HY000|Incorrect string value: '\\xE2secret' for column 'a' at row 1|error 1366 (HY000): Incorrect string value ...
            1690|22003|BIGINT value is out of range in '(5 - secret)'|error 1690 (22003): BIGINT value is out of range in ...
            3140|22032|Invalid JSON text: "secret" at position 5 in value for column 't.c'.|error 3140 (22032): Invalid JSON text ...
            1644|45000|secret@example.com may not be changed|error 1644 (45000)
            1644|22012|secret@example.com may not be changed|error 1644 (22012)
            9999|45000|secret@example.com may not be changed|error 9999 (45000)
            1146|42S02|Table 'shop.users' doesn't exist|error 1146 (42S02): Table 'shop.users' doesn't exist
            1142|42000|UPDATE command denied to user 'm'@'localhost' for table 'users'|error 1142 (42000): UPDATE command denied to user 'm'@'localhost' for table 'users'
            1213|40001|Deadlock found when trying to get lock; try restarting transaction|error 1213 (40001): Deadlock found when trying to get lock; try restarting transaction
            1046|3D000|No database selected|error 1046 (3D000): No database selected
            """)
    void ofAMessageOnlyWhatQuotesNothingIsTold(int code, String sqlState, String message, String told) {
        assertThat(ErrorText.of(new ServerErrorException(code, sqlState, message)))
                .isEqualTo(told)
                .doesNotContain("secret");
    }

    @Test
    void ofAParseErrorTheLineIsTold() {
        var error = new ServerErrorException(
                1064,
                "42000",
                "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the"
                        + " right syntax to use near 'BY 'secret at line 7'' at line 3");
        assertThat(ErrorText.of(error)).endsWith("for the right syntax to use near ...");
        assertThat(ErrorText.line(error)).hasValue(3);
        assertThat(ErrorText.line(new ServerErrorException(1062, "23000", "Duplicate entry 'x at line 3")))
                .isEqualTo(OptionalInt.empty());
    }
}
