package io.mysqlclone.innodb.source;

import static io.mysqlclone.innodb.source.Refusals.refused;

import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.TablespaceKey;
import io.mysqlclone.innodb.page.EncryptionInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** What opens the keys of tablespaces: the master keys of a keyring, and the one that InnoDB has without. */
public final class MasterKeys {
    private final Optional<Path> file;
    private final KeyringFile keyring;

    private MasterKeys(Optional<Path> file, KeyringFile keyring) {
        this.file = file;
        this.keyring = keyring;
    }

    /**
     * Those of a {@code component_keyring_file}.
     *
     * @throws EngineException REFUSED when the file is none
     */
    public static MasterKeys of(Optional<Path> file) throws EngineException {
        return new MasterKeys(file, file.isPresent() ? KeyringFile.read(file.get()) : KeyringFile.empty());
    }

    /**
     * The key of {@code what} in clear.
     *
     * @throws EngineException REFUSED when the master key is not there, or another one
     */
    public TablespaceKey open(EncryptionInfo info, String what) throws EngineException {
        if (info.masterKeyId() == 0) {
            return info.opened(EncryptionInfo.bootstrapMasterKey())
                    .orElseThrow(() -> refused("the key of " + what + " is damaged"));
        }
        String name = "INNODBKey-" + new String(info.serverUuid().toArray(), StandardCharsets.US_ASCII) + "-"
                + info.masterKeyId();
        if (file.isEmpty()) {
            throw refused(what + " is encrypted, and its key is sealed with the master key " + name
                    + ": give the file of the server's component_keyring_file (--keyring FILE)");
        }
        byte[] master = keyring.key(name)
                .orElseThrow(() -> refused("the keyring " + file.get() + " has no key " + name + ", which " + what
                        + " is encrypted with: give the keyring of the server whose data it is"));
        return info.opened(master)
                .orElseThrow(() -> refused("the key " + name + " of the keyring " + file.get()
                        + " does not open the key of " + what + ": give the keyring of the server whose data it is"));
    }
}
