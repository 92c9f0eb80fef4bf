package io.mysqlclone.tablefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.serial.SerialDescriptor;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By what names a donor may send files of tables. */
final class UnloggedTablesTest {
    private static final SchemaName D = new SchemaName("d");

    private static SerialDescriptor heard(SerialDescriptor said) throws MalformedMessageException {
        ByteBuffer bytes = ByteBuffer.allocate(SerialDescriptor.MAX_LENGTH);
        said.encode(bytes);
        return SerialDescriptor.decode(UnloggedTables.KIND, bytes.flip());
    }

    private static void refused(SerialDescriptor said) {
        assertThatThrownBy(() -> heard(said)).isInstanceOf(MalformedMessageException.class);
    }

    private static TableFile file(SchemaName schema, String name) {
        return TableFile.parse(schema, name).orElseThrow();
    }

    @Test
    void aFileIsInTheDirectoryOfItsSchema() throws Exception {
        var said = new SerialDescriptor.File(0, 1, "s@002d@1i/a@002eb.ARZ");
        assertThat(heard(said)).isEqualTo(said);
        assertThat(said.directory()).contains("s@002d@1i");
        assertThat(TableFile.parse(said.name())).contains(file(new SchemaName("s@002d@1i"), "a@002eb.ARZ"));
        assertThat(file(D, "t.MYD")).hasToString("d/t.MYD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../t.MYD",
                "..",
                ".",
                "",
                "/etc/t.MYD",
                "t",
                "t.ibd",
                "t.frm",
                "t.MYD/",
                ".MYD",
                "#sql-1.MYD",
                "a.b.MYD",
                "t.myd",
                "t.SDI",
                "t.MYD\0",
                "t.cnf",
                "ä.MYD",
                "a b.MYD",
                "a\\b.MYD"
            })
    void aFileNameThatMysqldWouldNotMakeIsRefused(String name) {
        refused(new SerialDescriptor.File(0, 1, "d/" + name));
        refused(new SerialDescriptor.File(0, 1, name));
        assertThat(TableFile.parse(D, name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../x", "/etc", "#innodb_redo", "#clone", "a.b", "ä", "lost+found", "d\0", ".ssh"
            })
    void aSchemaThatMysqldWouldNotMakeIsRefused(String name) {
        refused(new SerialDescriptor.Directory(name));
        refused(new SerialDescriptor.File(0, 1, name + "/t.MYD"));
    }

    @Test
    void namesThatAreTooLongAreRefused() throws Exception {
        assertThat(SchemaName.parse("d".repeat(255))).isPresent();
        assertThat(SchemaName.parse("d".repeat(256))).isEmpty();
        assertThat(TableFile.parse(D, "t".repeat(251) + ".MYD")).isPresent();
        assertThat(TableFile.parse(D, "t".repeat(252) + ".MYD")).isEmpty();
        var longest = new SerialDescriptor.File(1, 1, "d".repeat(255) + "/" + "t".repeat(251) + ".MYI");
        assertThat(heard(longest)).isEqualTo(longest);
    }

    /** The server's own logs are made by the recipient; the donor's are no part of a clone. */
    @ParameterizedTest
    @ValueSource(strings = {"general_log.CSV", "slow_log.CSM", "slow_log.MYD", "general_log.MYI"})
    void whatAServerLogsIsRefused(String name) throws Exception {
        refused(new SerialDescriptor.File(0, 1, "mysql/" + name));
        var other = new SerialDescriptor.File(0, 1, "d/" + name);
        assertThat(heard(other)).isEqualTo(other);
        assertThat(file(SchemaName.SYSTEM, "general_log_224.sdi").isServerLog()).isFalse();
    }
}
