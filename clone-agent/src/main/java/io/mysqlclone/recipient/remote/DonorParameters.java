package io.mysqlclone.recipient.remote;

import io.mysqlclone.mysql.MalformedPacketException;
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
public record DonorParameters(
        Map<String, Optional<String>> plugins, List<String> collations, Map<String, String> configurations) {

    /** Variable: the donor's version. */
    public static final String VERSION = "version";
    /** Variable: the operating system it was built for. */
    public static final String COMPILE_OS = "version_compile_os";
    /** Variable: the machine it was built for. */
    public static final String COMPILE_MACHINE = "version_compile_machine";
    /** Variable: the length of its pages, in bytes. */
    public static final String PAGE_SIZE = "innodb_page_size";
    /** Name of what tells an LTS release from an innovation release. */
    public static final String MATURITY = "maturity";

    public DonorParameters {
        plugins = Map.copyOf(plugins);
        collations = List.copyOf(collations);
        configurations = Map.copyOf(configurations);
    }

    /** The value of a configuration that the donor named. */
    public Optional<String> configuration(String name) {
        return Optional.ofNullable(configurations.get(name));
    }

    /** Plugins that mysqld must load from a shared object of this name. */
    public Map<String, String> loadedPlugins() {
        Map<String, String> loaded = new LinkedHashMap<>();
        plugins.forEach((name, object) -> object.ifPresent(file -> loaded.put(name, file)));
        return loaded;
    }

    /** Collects the parameters from the responses of one answer, in any order. */
    static final class Collector {
        /** More than any server has. */
        private static final int MAX_RESPONSES = 20_000;

        /** Characters of all of them; those of a stock server are below 100 KiB. */
        private static final int MAX_LENGTH = 4 << 20;

        private final Map<String, Optional<String>> plugins = new LinkedHashMap<>();
        private final List<String> collations = new ArrayList<>();
        private final Map<String, String> configurations = new LinkedHashMap<>();
        private int responses;
        private int length;

        /**
         * Takes a response.
         *
         * @return false when it is not a parameter
         */
        boolean take(CloneResponse response) throws MalformedPacketException {
            switch (response) {
                case CloneResponse.Plugin(var name) -> {
                    count(name, "");
                    plugins.put(name, Optional.empty());
                }
                case CloneResponse.PluginV2(var name, var object) -> {
                    count(name, object);
                    plugins.put(name, object.isEmpty() ? Optional.empty() : Optional.of(object));
                }
                case CloneResponse.Collation(var name) -> {
                    count(name, "");
                    collations.add(name);
                }
                case CloneResponse.Config(var name, var value) -> {
                    count(name, value);
                    configurations.put(name, value);
                }
                case CloneResponse.ConfigV3(var name, var value) -> {
                    count(name, value);
                    configurations.put(name, value);
                }
                case CloneResponse.ConfigV4(var name, var json) -> {
                    count(name, json);
                    configurations.putAll(JsonConfig.parse(json));
                }
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

        private void count(String name, String value) throws MalformedPacketException {
            length += name.length() + value.length();
            if (++responses > MAX_RESPONSES || length > MAX_LENGTH) {
                throw new MalformedPacketException("the donor describes itself with more than " + MAX_RESPONSES
                        + " plugins, collations and configurations, or more than " + (MAX_LENGTH >> 20)
                        + " MiB of them, and comes to no end (3863 ER_CLONE_PROTOCOL)");
            }
        }

        DonorParameters collected() {
            return new DonorParameters(plugins, collations, configurations);
        }
    }
}
