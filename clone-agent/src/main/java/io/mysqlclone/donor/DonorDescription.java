package io.mysqlclone.donor;

import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a donor says of the server whose data it gives: what its files tell, and nothing else, because a recipient refuses
 * what differs from itself.
 *
 * @param release version and maturity
 * @param pageSize {@code innodb_page_size}
 * @param serverUuid from {@code auto.cnf}
 * @param lowerCaseTableNames as the dictionary has it
 * @param extraPlugins plugins besides those that each server has
 * @param idleTimeout how long a clone waits for its recipient to come back
 */
public record DonorDescription(
        DonorRelease release,
        int pageSize,
        Optional<String> serverUuid,
        OptionalInt lowerCaseTableNames,
        List<DonorPlugin> extraPlugins,
        Duration idleTimeout) {
    /** What a stock donor says at most, and a stock recipient takes, in minutes. */
    private static final long MOST_MINUTES = 30;

    public DonorDescription {
        extraPlugins = List.copyOf(extraPlugins);
    }

    /** Its answer to {@code COM_INIT} up to the locators, for what was negotiated. */
    public List<CloneResponse> responses(ProtocolVersion version) {
        List<CloneResponse> responses = new ArrayList<>();
        boolean withObjects = version.compareTo(ProtocolVersion.V2) >= 0;
        for (DonorPlugin plugin : plugins()) {
            responses.add(
                    withObjects
                            ? new CloneResponse.PluginV2(plugin.name(), plugin.sharedObject())
                            : new CloneResponse.Plugin(plugin.name()));
        }
        StockParameters.collations(release).forEach(name -> responses.add(new CloneResponse.Collation(name)));
        configuration().forEach((name, value) -> responses.add(new CloneResponse.Config(name, value)));
        if (version.compareTo(ProtocolVersion.V3) >= 0) {
            long minutes = Math.clamp(idleTimeout.toMinutes(), 1, MOST_MINUTES);
            responses.add(
                    new CloneResponse.ConfigV3("clone_donor_timeout_after_network_failure", Long.toString(minutes)));
        }
        if (version.compareTo(ProtocolVersion.V4) >= 0) {
            responses.add(new CloneResponse.ConfigV4(
                    "json_configs",
                    "{\"version\":\"" + release.version() + "\",\"maturity\":\"" + release.maturity() + "\"}"));
        }
        return responses;
    }

    private List<DonorPlugin> plugins() {
        List<DonorPlugin> all = new ArrayList<>(StockParameters.PLUGINS);
        all.addAll(extraPlugins);
        return all;
    }

    private Map<String, String> configuration() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("version", release.version());
        values.put("version_compile_machine", machine());
        values.put("version_compile_os", System.getProperty("os.name"));
        values.put("innodb_page_size", Integer.toString(pageSize));
        return values;
    }

    /** The value of a global variable, for {@code SELECT @@name}; empty when the files do not tell. */
    public Optional<String> variable(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "server_uuid" -> serverUuid;
            case "lower_case_table_names" ->
                lowerCaseTableNames.isPresent()
                        ? Optional.of(Integer.toString(lowerCaseTableNames.getAsInt()))
                        : Optional.empty();
            case "version_comment" -> Optional.of("clone-agent serve");
            case "read_only", "super_read_only" -> Optional.of("1");
            default -> Optional.ofNullable(configuration().get(name.toLowerCase(Locale.ROOT)));
        };
    }

    /** The machine by the name that MySQL has for it. */
    private static String machine() {
        String arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }
}
