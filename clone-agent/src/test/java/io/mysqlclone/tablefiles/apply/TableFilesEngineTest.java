package io.mysqlclone.tablefiles.apply;

import static io.mysqlclone.serial.apply.Receiver.LENGTH;
import static io.mysqlclone.serial.apply.Receiver.content;
import static io.mysqlclone.serial.apply.Receiver.refused;
import static io.mysqlclone.serial.apply.Receiver.say;
import static io.mysqlclone.serial.apply.Receiver.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.apply.Receiver;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemas, and what is made besides the files that have come. */
final class TableFilesEngineTest {
    @TempDir
    Path scratch;

    private Receiver receiver;

    @BeforeEach
    void begin() throws Exception {
        receiver = new Receiver(UnloggedTables.KIND, new TableFilesEngine(), scratch);
    }

    @AfterEach
    void end() throws Exception {
        receiver.close();
    }

    private static SerialDescriptor.File file(int index, String name) {
        return new SerialDescriptor.File(index, LENGTH, name);
    }

    /** With two schemas. */
    private RecipientTask started(int files) throws Exception {
        RecipientTask task = receiver.master();
        say(task, new SerialDescriptor.Start(2, files, (long) LENGTH * files));
        say(task, new SerialDescriptor.Directory("d"));
        say(task, new SerialDescriptor.Directory("s@002d@1i"));
        return task;
    }

    @Test
    void filesOfTwoSchemasAndWhatAServerLogsTo() throws Exception {
        RecipientTask task = started(2);
        whole(task, file(0, "d/t.MYD"));
        whole(task, file(1, "s@002d@1i/a@002eb.ARZ"));
        say(task, new SerialDescriptor.End());
        task.complete();

        assertThat(receiver.targets())
                .containsExactly(
                        "d/t.MYD",
                        "s@002d@1i/a@002eb.ARZ",
                        "mysql/general_log.CSV",
                        "mysql/general_log.CSM",
                        "mysql/slow_log.CSV",
                        "mysql/slow_log.CSM");
        List<Path> staged = receiver.staged();
        assertThat(staged.get(0)).hasBinaryContent(content());
        assertThat(staged.get(1)).hasBinaryContent(content());
        assertThat(staged.get(2)).isEmptyFile();
        byte[] meta = new byte[35];
        meta[0] = (byte) 0xfe;
        meta[1] = 1;
        assertThat(staged.get(3)).hasBinaryContent(meta);
        assertThat(receiver.schemas()).containsExactly("mysql", "performance_schema", "d", "s@002d@1i");
    }

    @Test
    void aServerWithoutSuchTables() throws Exception {
        RecipientTask task = started(0);
        say(task, new SerialDescriptor.End());
        task.complete();
        assertThat(receiver.targets()).hasSize(4);
    }

    @Test
    void aSchemaIsNamedBeforeItsFiles() throws Exception {
        RecipientTask none = receiver.master();
        refused("the schema d besides the 0", none, new SerialDescriptor.Directory("d"));
        say(none, new SerialDescriptor.Start(2, 2, 2 * LENGTH));
        refused("the donor's table file d/t.MYD is of a schema that it has not named", none, file(0, "d/t.MYD"));
        refused("each schema (0 of 2)", none, new SerialDescriptor.End());
        RecipientTask task = started(2);
        refused("the schema x besides the 2", task, new SerialDescriptor.Directory("x"));
        refused("of a schema that it has not named", task, file(0, "x/t.MYD"));
    }

    @Test
    void aFileComesOnce() throws Exception {
        RecipientTask task = started(2);
        whole(task, file(0, "d/t.MYD"));
        refused("the donor sends the table file d/t.MYD twice", task, file(1, "d/t.MYD"));
    }
}
