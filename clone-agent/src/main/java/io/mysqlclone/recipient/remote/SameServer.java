package io.mysqlclone.recipient.remote;

import io.mysqlclone.datadir.live.ServerUuid;
import io.mysqlclone.recipient.CloneRequest;
import java.io.IOException;
import java.util.Optional;

/** Whether a clone in place would replace the donor's own data. */
public final class SameServer {
    private SameServer() {}

    /**
     * Why the donor can't be cloned there.
     *
     * @param donorUuid what the donor says its {@code server_uuid} is
     * @return one sentence; empty when the two are different servers, or one of them does not say who it is
     */
    public static Optional<String> refusal(CloneRequest.Target target, Optional<String> donorUuid) throws IOException {
        if (!target.inPlace()) {
            return Optional.empty();
        }
        Optional<String> own = ServerUuid.of(target.dataDir());
        return donorUuid
                .filter(uuid -> own.filter(uuid::equalsIgnoreCase).isPresent())
                .map(uuid -> "the donor's server_uuid is that of the server on " + target.dataDir() + " (" + uuid
                        + "): name another server as donor; if it is another one, whose data directory was once copied"
                        + " with its auto.cnf, stop the server here, remove its auto.cnf and start it again");
    }
}
