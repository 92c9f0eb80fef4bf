package io.mysqlclone.binlog.apply;

import static io.mysqlclone.serial.apply.Receiver.LENGTH;
import static io.mysqlclone.serial.apply.Receiver.block;
import static io.mysqlclone.serial.apply.Receiver.content;
import static io.mysqlclone.serial.apply.Receiver.refused;
import static io.mysqlclone.serial.apply.Receiver.say;
import static io.mysqlclone.serial.apply.Receiver.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.apply.Receiver;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of logs that have come, and in which order they may. */
final class BinaryLogEngineTest {
    @TempDir
    Path scratch;

    private Receiver receiver;

    @BeforeEach
    void begin() throws Exception {
        receiver = new Receiver(BinaryLogs.KIND, new BinaryLogEngine(), scratch);
    }

    @AfterEach
    void end() throws Exception {
        receiver.close();
    }

    private static SerialDescriptor.File log(int index, String name) {
        return new SerialDescriptor.File(index, LENGTH, name);
    }

    private RecipientTask started(int logs) throws Exception {
        RecipientTask task = receiver.master();
        say(task, new SerialDescriptor.Start(0, logs, (long) LENGTH * logs));
        return task;
    }

    @Test
    void twoLogsAndTheirIndex() throws Exception {
        RecipientTask task = started(2);
        whole(task, log(0, "binlog.000007"));
        whole(task, log(1, "binlog.000009"));
        say(task, new SerialDescriptor.End());
        task.complete();

        assertThat(receiver.targets()).containsExactly("binlog.000007", "binlog.000009", "binlog.index");
        assertThat(receiver.schemas()).isEmpty();
        List<Path> staged = receiver.staged();
        assertThat(staged.get(0)).hasBinaryContent(content());
        byte[] last = content();
        last[21] |= 1;
        assertThat(last).isNotEqualTo(content());
        assertThat(staged.get(1)).as("in use").hasBinaryContent(last);
        assertThat(staged.get(2)).hasContent("./binlog.000007\n./binlog.000009\n");
    }

    @Test
    void logsComeInTheirOrder() throws Exception {
        RecipientTask task = started(2);
        whole(task, log(0, "binlog.000002"));
        refused("the donor's binary log binlog.000001 (1, 40 bytes) does not follow", task, log(1, "binlog.000001"));
        refused("does not follow", task, log(1, "binlog.000002"));
        refused("does not follow", task, log(1, "other.000003"));
    }

    @Test
    void aLastLogWithoutAnEventIsNone() throws Exception {
        RecipientTask task = receiver.master();
        say(task, new SerialDescriptor.Start(0, 1, 4));
        say(task, new SerialDescriptor.File(0, 4, "binlog.000002"));
        block(task, 0, new byte[4]);
        refused("last binary log, binlog.000002, has no event", task, new SerialDescriptor.End());
        assertThat(receiver.recipient().received()).isFalse();
    }
}
