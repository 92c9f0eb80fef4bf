package io.mysqlclone.agent.cli.options.script;

import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.script.ScriptRequest;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;

/** The flags that say which scripts are run where, for {@code run-sql}. */
public final class RunSqlFlags {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @ArgGroup(heading = "%nRecipient%n", validate = false, order = 1)
    RecipientFlags recipient = new RecipientFlags();

    @ArgGroup(heading = "%nScripts%n", validate = false, order = 2)
    ScriptFlags scripts = new ScriptFlags();

    /** How long all of it may take. */
    public Duration limit() {
        return recipient.wait;
    }

    /** What is asked for. */
    public ScriptRequest request(Surroundings surroundings) {
        var endpoint = recipient.recipient;
        var user = recipient.user;
        if (endpoint == null || user == null) {
            throw recipient.missing().option("--recipient-user NAME", user).notGiven();
        }
        var connection = new ConnectionOptions(
                endpoint,
                recipient.credentials(user, surroundings),
                TlsOptions.of(TlsMode.PREFERRED),
                Compression.NONE,
                CONNECT_TIMEOUT,
                // On this host, where nobody is in the middle who could not read the memory of both as well.
                new ServerPublicKey.FromServer());
        return new ScriptRequest(
                connection, recipient.dataDir(), scripts.scripts(surroundings), scripts.writeToBinaryLog);
    }
}
