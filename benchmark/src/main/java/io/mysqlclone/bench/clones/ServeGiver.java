package io.mysqlclone.bench.clones;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mysqlclone.bench.Row;
import io.mysqlclone.testbed.CertificateAuthority;
import io.mysqlclone.testbed.MysqlServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code clone-agent serve} of the directory of a stopped server, with its default settings. */
final class ServeGiver implements Giver {
    private final Process process;
    private final String address;

    private ServeGiver(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it, and returns when it serves.
     *
     * @param program the launcher of clone-agent
     * @param errors where it writes what it has to say beside its events
     */
    static ServeGiver start(
            Path program, Path dataDir, Row.Tls tls, CertificateAuthority.Issued certificate, Path errors)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "serve", "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--data-dir", dataDir.toString(), "--user", Donor.USER, "--output", "json"));
        command.addAll(
                tls == Row.Tls.OFF
                        ? List.of("--no-tls")
                        : List.of(
                                "--tls-cert",
                                certificate.certificate().toString(),
                                "--tls-key",
                                certificate.key().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("CLONE_AGENT_PASSWORD", Donor.PASSWORD);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        BufferedReader events = process.inputReader();
        ObjectMapper mapper = new ObjectMapper();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            JsonNode event = mapper.readTree(line);
            if (event.path("type").asText().equals("ready") && event.has("listen")) {
                // So that it never waits for somebody who reads them.
                Thread.ofVirtual().start(() -> events.lines().forEach(ignored -> {}));
                return new ServeGiver(process, event.required("listen").asText());
            }
        }
        throw new IllegalStateException("clone-agent serve did not begin; it says why in " + errors);
    }

    @Override
    public Optional<String> address() {
        return Optional.of(address);
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(process.pid());
    }

    @Override
    public Optional<MysqlServer> queried() {
        return Optional.empty();
    }

    @Override
    public OptionalLong bytesSent() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
