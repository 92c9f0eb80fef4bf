package io.mysqlclone.agent.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Where the final JSON goes besides standard output: Kubernetes' termination log, which keeps 4096 bytes, and less in a pod
 * with many containers. Written in place, because a termination log is a bind mount that cannot be renamed over.
 */
public final class ResultFile {
    /** What fits without a word of the user's. */
    public static final int MAX_BYTES = 4096;

    /** The least that still says how it ended, and why. */
    public static final int LEAST_BYTES = 256;

    /** What a reader needs most comes first, as whoever keeps the file may cut its end off. */
    private static final List<String> FIRST =
            List.of("type", "exitCode", "kind", "cause", "mysqlError", "state", "committed", "oldDataKept");

    /** What is left out when there is no room, in this order. */
    private static final List<String> FIRST_TO_GO = List.of(
            "stages",
            "innodbDirectories",
            "explanation",
            "seconds",
            "dataDir",
            "donor",
            "hint",
            "alreadyComplete",
            "pagesUnverifiable",
            "files",
            "inPlace");

    private static final String MESSAGE = "message";
    private static final String GTIDS = "gtidExecuted";

    private final Path path;
    private final int limit;

    private ResultFile(Path path, int limit) {
        this.path = path;
        this.limit = limit;
    }

    /** One of {@link #MAX_BYTES}. */
    public static ResultFile open(Path path) {
        return open(path, MAX_BYTES);
    }

    /**
     * Empties the file: what an earlier process left must not be taken for this one's result.
     *
     * @param limit what may be written to it, bytes
     */
    public static ResultFile open(Path path, int limit) {
        var file = new ResultFile(path, limit);
        file.write("");
        return file;
    }

    /**
     * Writes {@code document}, what matters most in front; what does not fit is left out: first the stages and the like, then
     * the end of the message, at last the end of the GTID set.
     */
    public void write(ObjectNode document) {
        var fitting = ordered(document);
        Checks.fit(fitting, limit - 1);
        for (var field : FIRST_TO_GO) {
            if (size(fitting) > limit) {
                fitting.remove(field);
            }
        }
        var message = fitting.path(MESSAGE).asText();
        while (size(fitting) > limit && !message.isEmpty()) {
            message = message.substring(0, message.length() * 9 / 10);
            fitting.put(MESSAGE, message + "...");
        }
        if (size(fitting) > limit && fitting.has(GTIDS)) {
            shortenGtids(fitting);
        }
        write(fitting + "\n");
    }

    private static ObjectNode ordered(ObjectNode document) {
        var ordered = JsonNodeFactory.instance.objectNode();
        FIRST.stream().filter(document::has).forEach(field -> ordered.set(field, document.get(field)));
        document.properties().forEach(field -> {
            if (!ordered.has(field.getKey())) {
                ordered.set(field.getKey(), field.getValue());
            }
        });
        return ordered;
    }

    /** Cuts between the members of the set, so that what stays is one. */
    private void shortenGtids(ObjectNode document) {
        document.put("gtidTruncated", true);
        var gtids = document.path(GTIDS).asText();
        while (size(document) > limit && !gtids.isEmpty()) {
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
