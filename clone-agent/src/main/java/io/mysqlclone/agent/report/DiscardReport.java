package io.mysqlclone.agent.report;

import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.recipient.Discarded;
import java.nio.file.Path;
import java.util.List;

/** What was removed of a clone, told. */
public final class DiscardReport {
    private DiscardReport() {}

    /** The conclusion of {@code discard}. */
    public static Conclusion of(Path dataDir, Discarded discarded) {
        var sentence = Sentence.of(sentence(dataDir, discarded));
        var json = EventJson.type("discarded")
                .put("exitCode", ExitCode.DONE.code())
                .put("found", found(discarded.found()))
                .put("removedBytes", discarded.bytes());
        switch (discarded.donor()) {
            case TOLD -> json.put("donorTold", true);
            case NOT_REACHED -> json.put("donorTold", false);
            case NOT_NEEDED -> {}
        }
        json.put("message", sentence);
        return new Conclusion(ExitCode.DONE, json, List.of(sentence));
    }

    private static String found(Discarded.Found found) {
        return switch (found) {
            case NOTHING -> "Nothing";
            case UNFINISHED -> "Unfinished";
            case RECEIVED -> "Received";
            case COMPLETE_IN_PLACE -> "CompleteInPlace";
            case COMPLETE_FRESH -> "CompleteFresh";
        };
    }

    private static String sentence(Path dataDir, Discarded discarded) {
        return switch (discarded.found()) {
            case NOTHING -> "there is nothing to remove in " + dataDir;
            case UNFINISHED ->
                "an unfinished clone in " + dataDir + " was removed, " + ByteSize.format(discarded.bytes())
                        + switch (discarded.donor()) {
                            case TOLD -> "; the donor has freed its snapshot";
                            case NOT_REACHED ->
                                "; the donor was not reached and frees its snapshot by itself in a few minutes";
                            case NOT_NEEDED -> "";
                        };
            case RECEIVED ->
                "a clone in " + dataDir + " that was complete and not committed was removed, "
                        + ByteSize.format(discarded.bytes());
            case COMPLETE_IN_PLACE ->
                "a clone in " + dataDir + " that waited for mysqld's next start was removed, "
                        + ByteSize.format(discarded.bytes()) + "; mysqld goes on with the data that it has";
            case COMPLETE_FRESH ->
                "the clone in " + dataDir + " is complete and was kept; start mysqld on it, or empty the directory";
        };
    }
}
