package io.mysqlclone.recipient.target;

import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.datadir.TargetRefusedException.Reason;
import io.mysqlclone.datadir.live.KeyringSigns;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.FileDemand;
import io.mysqlclone.recipient.CloneRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * Whether the server in the target can start on encrypted data. mysqld finds out when it has recovered the clone and
 * removed the old data; of a server that shows no sign of a keyring its owner has to say that it has one.
 */
public final class KeyringCheck {
    /** What to do about a refusal. */
    public static final String ADVICE =
            "configure a keyring component for it, and give --keyring-configured if that is done where it is not to be seen"
                    + " from here";

    private KeyringCheck() {}

    /** Refuses encrypted files of a donor where they must not replace those of the server in the target. */
    public static FileDemand of(CloneRequest.Target target, DataDirectory directory) throws IOException {
        Optional<String> refusal = refusal(target, directory);
        return file -> {
            if (refusal.isPresent() && file.encrypted()) {
                throw new EngineException(
                        EngineException.Kind.REFUSED,
                        refusal.get(),
                        Optional.of(ADVICE),
                        new TargetRefusedException(Reason.KEYRING_MISSING, refusal.get(), ADVICE));
            }
        };
    }

    /** Why encrypted data must not replace that of the server in the target; empty when it may. */
    public static Optional<String> refusal(CloneRequest.Target target, DataDirectory directory) throws IOException {
        boolean fits = !target.inPlace()
                || target.oldServer().keyringConfigured()
                || KeyringSigns.of(directory).isPresent();
        return fits
                ? Optional.empty()
                : Optional.of("the donor's data is encrypted, and nothing in " + directory
                        + " shows that the server there has a keyring, without which it can't start on the clone");
    }
}
