package io.mysqlclone.recipient.target;

import io.mysqlclone.storage.TargetRefusedException;
import io.mysqlclone.storage.form.InPlaceForm;
import io.mysqlclone.storage.form.PlacedFile;
import io.mysqlclone.storage.live.NameCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whether the server in the target, configured as it is, starts on a clone. With another {@code lower_case_table_names} it
 * ends when InnoDB has recovered the clone, and mysqld goes back to the old data no more.
 */
public final class NameCaseCheck {

    private NameCaseCheck() {}

    /**
     * Of a clone that is complete and not yet in place; a clone into a fresh directory fits every server that is configured
     * for it.
     *
     * @throws TargetRefusedException DICTIONARY_MISMATCH
     */
    public static void require(CloneTarget target, List<PlacedFile> clone) throws IOException {
        if (!(target.form() instanceof InPlaceForm) || target.form().commitUnderWay()) {
            return;
        }
        Path here = target.directory().root();
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
                            + " removed; clone into an empty directory, and start mysqld there with the donor's value");
        }
    }
}
