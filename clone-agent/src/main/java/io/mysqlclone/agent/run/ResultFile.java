package io.mysqlclone.agent.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the final JSON goes besides standard output: Kubernetes' termination log, which keeps 4096 bytes. Written in
 * place, because a termination log is a bind mount that cannot be renamed over.
 */
public final class ResultFile {
    static final int MAX_BYTES = 4096;

    private static final String MESSAGE = "message";
    private static final String GTIDS = "gtidExecuted";

    private final Path path;

    private ResultFile(Path path) {
        this.path = path;
    }

    /** Empties the file: what an earlier process left must not be taken for this one's result. */
    public static ResultFile open(Path path) {
        var file = new ResultFile(path);
        file.write("");
        return file;
    }

    /**
     * Writes {@code document}; what does not fit is left out: first the stages, then the end of the message, at last the
     * end of the GTID set.
     */
    public void write(ObjectNode document) {
        var fitting = document.deepCopy();
        if (size(fitting) > MAX_BYTES) {
            fitting.remove("stages");
            fitting.remove("checks");
        }
        var message = fitting.path(MESSAGE).asText();
        while (size(fitting) > MAX_BYTES && !message.isEmpty()) {
            message = message.substring(0, message.length() * 9 / 10);
            fitting.put(MESSAGE, message + "...");
        }
        if (size(fitting) > MAX_BYTES && fitting.has(GTIDS)) {
            shortenGtids(fitting);
        }
        write(fitting + "\n");
    }

    /** Cuts between the members of the set, so that what stays is one. */
    private static void shortenGtids(ObjectNode document) {
        document.put("gtidTruncated", true);
        var gtids = document.path(GTIDS).asText();
        while (size(document) > MAX_BYTES && !gtids.isEmpty()) {
            gtids = gtids.substring(0, Math.max(0, gtids.lastIndexOf(',', gtids.length() * 9 / 10)));
            document.put(GTIDS, gtids);
        }
    }

    private static int size(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8).length + 1;
    }

    private void write(String text) {
        try {
            Files.writeString(
                    path,
                    text,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException unwritable) {
            throw new FailureException(Failure.localIo(
                    "the result file " + path + " cannot be written: " + Failure.reason(unwritable) + "."));
        }
    }
}
