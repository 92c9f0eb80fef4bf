package io.mysqlclone.donor;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.EngineOffer;
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
 * What a donor says of the server whose data it gives: what its files tell, or the server itself does, and nothing else,
 * because a recipient refuses what differs from itself.
 *
 * @param release version and maturity
 * @param pageSize {@code innodb_page_size}
 * @param variables others, by their names in lower case
 * @param plugins that a recipient's server must have
 * @param collations that a recipient's server must have
 * @param idleTimeout how long a clone waits for its recipient to come back
 */
public record DonorDescription(
        DonorRelease release,
        int pageSize,
        Map<String, String> variables,
        List<DonorPlugin> plugins,
        List<String> collations,
        Duration idleTimeout) {
    /** What a stock donor says at most, and a stock recipient takes, in minutes. */
    private static final long MOST_MINUTES = 30;

    public DonorDescription {
        variables = Map.copyOf(variables);
        plugins = List.copyOf(plugins);
        collations = List.copyOf(collations);
    }

    /**
     * Of a directory.
     *
     * @param serverUuid from {@code auto.cnf}
     * @param lowerCaseTableNames as the dictionary has it
     * @param extraPlugins plugins besides those that each server has
     */
    public static DonorDescription ofFiles(
            DonorRelease release,
            int pageSize,
            Optional<String> serverUuid,
            OptionalInt lowerCaseTableNames,
            List<DonorPlugin> extraPlugins,
            Duration idleTimeout) {
        Map<String, String> variables = new LinkedHashMap<>();
        serverUuid.ifPresent(uuid -> variables.put("server_uuid", uuid));
        lowerCaseTableNames.ifPresent(value -> variables.put("lower_case_table_names", Integer.toString(value)));
        variables.put("read_only", "1");
        variables.put("super_read_only", "1");
        List<DonorPlugin> plugins = new ArrayList<>(StockParameters.PLUGINS);
        plugins.addAll(extraPlugins);
        return new DonorDescription(
                release, pageSize, variables, plugins, StockParameters.collations(release), idleTimeout);
    }

    /** The same, which says what {@code engines} give. */
    public DonorDescription offering(List<DonorEngine> engines) {
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put(EngineOffer.VARIABLE, EngineOffer.of(engines).value());
        return new DonorDescription(release, pageSize, all, plugins, collations, idleTimeout);
    }

    /** Its answer to {@code COM_INIT} up to the locators, for what was negotiated. */
    public List<CloneResponse> responses(ProtocolVersion version) {
        List<CloneResponse> responses = new ArrayList<>();
        boolean withObjects = version.compareTo(ProtocolVersion.V2) >= 0;
        for (DonorPlugin plugin : plugins) {
            responses.add(
                    withObjects
                            ? new CloneResponse.PluginV2(plugin.name(), plugin.sharedObject())
                            : new CloneResponse.Plugin(plugin.name()));
        }
        collations.forEach(name -> responses.add(new CloneResponse.Collation(name)));
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

    private Map<String, String> configuration() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("version", release.version());
        values.put("version_compile_machine", variables.getOrDefault("version_compile_machine", machine()));
        values.put("version_compile_os", variables.getOrDefault("version_compile_os", System.getProperty("os.name")));
        values.put("innodb_page_size", Integer.toString(pageSize));
        return values;
    }

    /** The value of a global variable, for {@code SELECT @@name}; empty when it is not known. */
    public Optional<String> variable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("version_comment")) {
            return Optional.of("clone-agent serve");
        }
        return Optional.ofNullable(configuration().get(lower)).or(() -> Optional.ofNullable(variables.get(lower)));
    }

    /** The machine by the name that MySQL has for it. */
    private static String machine() {
        String arch = System.getProperty("os.arch");
        return arch.equals("amd64") ? "x86_64" : arch;
    }
}
