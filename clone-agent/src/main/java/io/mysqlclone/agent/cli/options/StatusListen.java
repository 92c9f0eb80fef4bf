package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.EnvironmentVariables;
import io.mysqlclone.agent.http.AccessGuard;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.run.CloneSession.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a program watches what a command does, and steers it. */
public final class StatusListen {
    static final String TOKEN_VARIABLE = EnvironmentVariables.PREFIX + "STATUS_TOKEN_SHA256";

    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]]*)):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--status-listen",
            paramLabel = "ADDR:PORT",
            description = "Serve GET /status, GET /metrics and PUT /limits over HTTP, and POST /cancel and /suspend for"
                    + " what can be ended so; port 0 takes a free one. Beyond this host only with the SHA-256 of a bearer"
                    + " token in " + TOKEN_VARIABLE + ".")
    @Nullable
    String statusListen;

    /** Where the HTTP interface is wanted, and who may use it. */
    public Optional<Listen> listen(Map<String, String> environment) {
        if (statusListen == null) {
            return Optional.empty();
        }
        var address = address(statusListen);
        var hash = environment.getOrDefault(TOKEN_VARIABLE, "");
        if (hash.isBlank()) {
            if (!address.getAddress().isLoopbackAddress()) {
                throw usage("--status-listen " + statusListen + " can be reached from other hosts: set "
                        + TOKEN_VARIABLE + " to the SHA-256 of a token, or listen on 127.0.0.1.");
            }
            return Optional.of(new Listen(address, AccessGuard.open()));
        }
        try {
            return Optional.of(new Listen(address, AccessGuard.ofTokenSha256(hash)));
        } catch (IllegalArgumentException notAHash) {
            throw usage(TOKEN_VARIABLE + " must be " + notAHash.getMessage() + ".");
        }
    }

    private static InetSocketAddress address(String text) {
        var match = ADDRESS.matcher(text);
        if (!match.matches() || Integer.parseInt(match.group(3)) > MAX_PORT) {
            throw usage("--status-listen is \"" + text
                    + "\"; it must be ADDR:PORT, such as 127.0.0.1:8080, [::1]:0 or :8080 for all addresses.");
        }
        int port = Integer.parseInt(match.group(3));
        var host = match.group(1) == null ? match.group(2) : match.group(1);
        if (host.isEmpty()) {
            return new InetSocketAddress(port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException unknown) {
            throw usage("--status-listen is \"" + text + "\"; the host " + host + " is not known.");
        }
    }

    private static FailureException usage(String sentence) {
        return new FailureException(Failure.usage(sentence));
    }
}
