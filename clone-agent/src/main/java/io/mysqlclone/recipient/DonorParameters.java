package io.mysqlclone.recipient;

import io.mysqlclone.protocol.CloneResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the donor says of itself in its answer to {@code COM_INIT}.
 *
 * @param plugins its plugins, and the shared object of those that are not built in
 * @param collations names of its collations
 * @param configurations its configuration by variable name
 */
record DonorParameters(
        Map<String, Optional<String>> plugins, List<String> collations, Map<String, String> configurations) {

    static final String VERSION = "version";
    static final String COMPILE_OS = "version_compile_os";
    static final String COMPILE_MACHINE = "version_compile_machine";
    static final String PAGE_SIZE = "innodb_page_size";
    static final String MATURITY = "maturity";

    DonorParameters {
        plugins = Map.copyOf(plugins);
        collations = List.copyOf(collations);
        configurations = Map.copyOf(configurations);
    }

    Optional<String> configuration(String name) {
        return Optional.ofNullable(configurations.get(name));
    }

    /** Plugins that mysqld must load from a shared object of this name. */
    Map<String, String> loadedPlugins() {
        Map<String, String> loaded = new LinkedHashMap<>();
        plugins.forEach((name, object) -> object.ifPresent(file -> loaded.put(name, file)));
        return loaded;
    }

    /** Collects the parameters from the responses of one answer, in any order. */
    static final class Collector {
        /** More of each kind than any server has. */
        private static final int MAX = 10_000;

        private final Map<String, Optional<String>> plugins = new LinkedHashMap<>();
        private final List<String> collations = new ArrayList<>();
        private final Map<String, String> configurations = new LinkedHashMap<>();

        /**
         * Takes a response.
         *
         * @return false when it is not a parameter
         */
        boolean take(CloneResponse response) throws io.mysqlclone.mysql.MalformedPacketException {
            if (plugins.size() > MAX || collations.size() > MAX || configurations.size() > MAX) {
                throw new io.mysqlclone.mysql.MalformedPacketException(
                        "the donor sends more than " + MAX + " plugins, collations or configurations");
            }
            switch (response) {
                case CloneResponse.Plugin(var name) -> plugins.put(name, Optional.empty());
                case CloneResponse.PluginV2(var name, var object) ->
                    plugins.put(name, object.isEmpty() ? Optional.empty() : Optional.of(object));
                case CloneResponse.Collation(var name) -> collations.add(name);
                case CloneResponse.Config(var name, var value) -> configurations.put(name, value);
                case CloneResponse.ConfigV3(var name, var value) -> configurations.put(name, value);
                case CloneResponse.ConfigV4(var name, var json) -> configurations.putAll(JsonConfig.parse(json));
                case CloneResponse.Locators locators -> {
                    return false;
                }
                case CloneResponse.DataDescriptor descriptor -> {
                    return false;
                }
                case CloneResponse.Data data -> {
                    return false;
                }
                case CloneResponse.Complete complete -> {
                    return false;
                }
                case CloneResponse.CloneError error -> {
                    return false;
                }
                case CloneResponse.Unknown unknown -> {
                    return false;
                }
            }
            return true;
        }

        DonorParameters collected() {
            return new DonorParameters(plugins, collations, configurations);
        }
    }
}
