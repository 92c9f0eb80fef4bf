package io.mysqlclone.recipient.run;

import io.mysqlclone.recipient.DonorIdentity;
import java.io.IOException;
import java.util.Optional;

/**
 * Which server a snapshot is of. Whoever goes on with it must be at the same one: a server counts its clones from 1, so that
 * another one may take the locator for that of a clone of somebody else, and send the rest of that.
 */
final class Origin {
    /** Where another process finds it. */
    @FunctionalInterface
    interface Note {
        void write(DonorIdentity server) throws IOException;
    }

    private final Note note;
    private Optional<DonorIdentity> server;

    /** @param server of a snapshot that is there; empty when there is none, or it was begun by a program that did not note it */
    Origin(Optional<DonorIdentity> server, Note note) {
        this.server = server;
        this.note = note;
    }

    Optional<DonorIdentity> server() {
        return server;
    }

    /** Empty when it is not known. */
    Optional<String> serverUuid() {
        return server.flatMap(DonorIdentity::serverUuid);
    }

    /** A snapshot of that server begins; noted before anything of it is. */
    void is(DonorIdentity donor) throws IOException {
        note.write(donor);
        server = Optional.of(donor);
    }
}
