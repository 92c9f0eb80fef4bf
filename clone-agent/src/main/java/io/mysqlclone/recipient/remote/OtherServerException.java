package io.mysqlclone.recipient.remote;

import java.io.IOException;
import java.util.Optional;

/**
 * At the donor's address another server answers than the one whose snapshot is to be gone on with. A server counts its clones
 * from 1, so that its locator may be known to the other one too, for a clone of somebody else.
 */
public final class OtherServerException extends IOException {
    private static final long serialVersionUID = 1;

    OtherServerException(String expected, Optional<String> found) {
        super(
                "another server answers at the donor's address than the one that the clone began with (its server_uuid is "
                        + found.orElse("not told") + ", and was " + expected + ")");
    }
}
