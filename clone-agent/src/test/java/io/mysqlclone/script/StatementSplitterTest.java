package io.mysqlclone.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSplitterTest {

    @Test
    void aStatementEndsWithASemicolonOrTheScript() {
        assertThat(split("SELECT 1;\n\n  SELECT\n 2 ;SELECT 3"))
                .containsExactly(
                        new Statement(1, 1, "SELECT 1"),
                        new Statement(2, 3, "SELECT\n 2"),
                        new Statement(3, 4, "SELECT 3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ';'",
                "SELECT \";\"",
                "SELECT 1 AS `;`",
                "SELECT 'it''s; '",
                "SELECT 'a\\';'",
                "SELECT 1 AS `a\\`",
                "SELECT 'it is -- no; comment'",
                "SELECT 1 /* ; */ + 1",
                "SELECT 5--3",
                "/*!80000 SELECT 1 */",
                "SELECT /*+ MAX_EXECUTION_TIME(1) */ 1"
            })
    void nothingThatIsQuotedOrACommentEndsAStatement(String statement) {
        assertThat(split(statement + ";SELECT 2").stream().map(Statement::text)).containsExactly(statement, "SELECT 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-- it's; a comment\n", "#it's; a comment\n", "--\n", "/* it's; a comment */", "/**/ ;\n;"})
    void commentsOfTheirOwnAreNoStatements(String comment) {
        assertThat(split(comment + "SELECT 1;" + comment).stream().map(Statement::text))
                .containsExactly("SELECT 1");
    }

    @Test
    void aByteOrderMarkIsNoPartOfAScript() {
        assertThat(split("\uFEFFSELECT 1")).containsExactly(new Statement(1, 1, "SELECT 1"));
    }

    @Test
    void theLineOfAStatementIsThatOfItsFirstWord() {
        assertThat(split("# one\n/* two\n three */ SELECT 1; -- three\nSELECT '\n\n';SELECT 3\n;").stream()
                        .map(Statement::line))
                .containsExactly(3, 4, 6);
    }

    /** As scripts have it that create procedures, and as mysqldump writes it. */
    @Test
    void aDelimiterIsChangedAsInTheMysqlClient() {
        assertThat(split("""
                DROP PROCEDURE IF EXISTS mask;
                DELIMITER //
                CREATE PROCEDURE mask()
                BEGIN
                  UPDATE u SET name = ';';
                  DELETE FROM v;
                END//
                delimiter ;
                CALL mask();
                DELIMITER ;;
                /*!50003 CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN SET @a = 1; END */;;
                DELIMITER ;
                DROP PROCEDURE mask;
                """).stream().map(Statement::text))
                .containsExactly(
                        "DROP PROCEDURE IF EXISTS mask",
                        "CREATE PROCEDURE mask()\nBEGIN\n  UPDATE u SET name = ';';\n  DELETE FROM v;\nEND",
                        "CALL mask()",
                        "/*!50003 CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN SET @a = 1; END */",
                        "DROP PROCEDURE mask");
    }

    @Test
    void theWordDelimiterWithinAStatementIsPartOfIt() {
        assertThat(split("SELECT\nDELIMITER // FROM t;SELECT delimiter;").stream()
                        .map(Statement::text))
                .containsExactly("SELECT\nDELIMITER // FROM t", "SELECT delimiter");
        assertThat(split("delimiters;").stream().map(Statement::text)).containsExactly("delimiters");
    }

    @ParameterizedTest
    @CsvSource({
        "'SELECT 1;\nSELECT ''secret', what is quoted from line 2 on does not end",
        "'SELECT \"secret\\', what is quoted from line 1 on does not end",
        "'\nSELECT 1 /* secret', the comment that begins in line 2 does not end",
        "'\n\nDELIMITER\nSELECT 1', in line 3 DELIMITER is followed by nothing",
        "'DELIMITER \\\\', in line 1 a delimiter has a backslash: choose another one"
    })
    void aScriptThatCannotBeCutIsRefusedBeforeAnythingIsRun(String script, String why) {
        assertThatThrownBy(() -> Script.parse("mask.sql", script))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the script mask.sql cannot be run: " + why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", ";;", "-- nothing", "/* nothing */"})
    void aScriptWithoutAStatementIsAMistake(String script) {
        assertThatThrownBy(() -> Script.parse("mask.sql", script))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the script mask.sql has no statement");
    }

    /** Whatever it is, it is cut into what is in it, or refused. */
    @Property
    void anyTextIsCutIntoPartsOfIt(@ForAll @CharRange(from = ' ', to = '\u007f') String visible, @ForAll String any) {
        for (String script : List.of(visible, any, visible + "\nDELIMITER $\n" + any)) {
            try {
                for (Statement statement : split(script)) {
                    assertThat(statement.text()).isNotBlank();
                    assertThat(statement.line())
                            .isBetween(
                                    1,
                                    (int) script.chars().filter(c -> c == '\n').count() + 1);
                }
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("line ").hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void aStatementDoesNotShowItsText() {
        assertThat(Script.parse("mask.sql", "SET PASSWORD = 'secret'").statements())
                .hasToString("[statement 1 (line 1)]");
    }

    private static List<Statement> split(String script) {
        return new StatementSplitter(script).statements();
    }
}
