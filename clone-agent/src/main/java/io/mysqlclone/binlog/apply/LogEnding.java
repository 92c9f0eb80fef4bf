package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.LogName;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.serial.SerialDescriptor;
import io.mysqlclone.serial.apply.Ending;
import io.mysqlclone.serial.apply.StagedFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The index of the logs is made here, as the donor's may name others; and the last log is one that was in use. */
final class LogEnding implements Ending {
    /** Of the flags in the header of a log's first event, behind four bytes of magic. */
    private static final int FLAGS_OFFSET = 4 + 17;

    private static final byte LOG_EVENT_BINLOG_IN_USE_F = 1;

    /**
     * Tells the server that starts on it that the log was in use: it then finds the transactions of it that InnoDB has only
     * prepared, and commits them. The donor's own says the same, until the donor begins another one.
     */
    @Override
    public void mend(List<SerialDescriptor.File> logs, StagedFiles staged) throws EngineException {
        SerialDescriptor.File last = logs.getLast();
        byte flags = staged.read(last, FLAGS_OFFSET)
                .orElseThrow(() ->
                        EngineException.violation("the donor's last binary log, " + last.name() + ", has no event"));
        staged.overwrite(last, FLAGS_OFFSET, (byte) (flags | LOG_EVENT_BINLOG_IN_USE_F));
    }

    @Override
    public List<Made> made(List<SerialDescriptor.File> logs) {
        var lines = new StringBuilder();
        logs.forEach(log -> lines.append("./").append(log.name()).append('\n'));
        String base = LogName.parse(logs.getLast().name()).orElseThrow().base();
        return List.of(new Made(base + ".index", Bytes.of(lines.toString().getBytes(StandardCharsets.UTF_8))));
    }
}
