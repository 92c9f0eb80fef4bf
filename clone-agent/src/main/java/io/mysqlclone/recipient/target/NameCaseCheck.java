package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.live.NameCase;
import io.mysqlclone.engine.PlacedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whether the server in the target, configured as it is, starts on a clone. With another {@code lower_case_table_names} it
 * ends when InnoDB has recovered the clone, and mysqld goes back to the old data no more.
 */
final class NameCaseCheck {

    private NameCaseCheck() {}

    /**
     * Of a clone in place that is received and not yet committed; a clone into a fresh directory fits every server that is
     * configured for it.
     *
     * @throws TargetRefusedException DICTIONARY_MISMATCH
     */
    static void require(DataDirectory directory, List<PlacedFile> clone) throws IOException {
        Path here = directory.root();
        for (PlacedFile file : clone) {
            if (NameCase.isDictionary(file.target())) {
                require(here, NameCase.ofServer(here), NameCase.of(file.staged()));
            }
        }
    }

    private static void require(Path here, OptionalInt old, OptionalInt donors) throws TargetRefusedException {
        if (old.isPresent() && donors.isPresent() && old.getAsInt() != donors.getAsInt()) {
            throw new TargetRefusedException(
                    TargetRefusedException.Reason.DICTIONARY_MISMATCH,
                    "the donor was initialised with lower_case_table_names=" + donors.getAsInt() + ", the server on "
                            + here + " with " + old.getAsInt() + ", so it would not start on the clone, which is"
                            + " not committed",
                    "remove it by clone-agent discard, clone into an empty directory, and start mysqld there with the"
                            + " donor's value");
        }
    }
}
