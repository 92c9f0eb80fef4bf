package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.run.CloneSession.Listen;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a program watches a clone. */
public final class WatchFlags extends ResultFileOption {
    @Option(
            names = "--status-listen",
            paramLabel = "ADDR:PORT",
            description =
                    "Serve GET /status, GET /metrics, POST /cancel and /suspend, and PUT /limits over HTTP; port 0 takes a free"
                            + " one. Beyond this host only with the SHA-256 of a bearer token in "
                            + StatusListen.TOKEN_VARIABLE
                            + ".")
    @Nullable
    String statusListen;

    /** Where {@code --status-listen} wants the HTTP interface, and who may use it. */
    public Optional<Listen> listen(Map<String, String> environment) {
        return StatusListen.listen(statusListen, environment);
    }
}
