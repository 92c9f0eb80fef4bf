package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.run.CloneSession.Listen;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a program watches a donor. */
public final class StatusListenFlag {
    @Option(
            names = "--status-listen",
            paramLabel = "ADDR:PORT",
            description =
                    "Serve GET /status, GET /metrics and PUT /limits over HTTP; port 0 takes a free one. Beyond this"
                            + " host only with the SHA-256 of a bearer token in " + StatusListen.TOKEN_VARIABLE + ".")
    @Nullable
    String statusListen;

    /** Where the HTTP interface is wanted, and who may use it. */
    public Optional<Listen> listen(Map<String, String> environment) {
        return StatusListen.listen(statusListen, environment);
    }
}
