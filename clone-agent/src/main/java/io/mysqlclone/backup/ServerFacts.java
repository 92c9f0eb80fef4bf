package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.innodb.live.Mysqld;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.release.CloneRules;
import io.mysqlclone.release.Release;
import io.mysqlclone.release.ServerVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a running server says of itself.
 *
 * @param variables of those that recipients ask for, by name
 * @param plugins that are active, each with its library, which is empty when it is built in
 * @param collations that it has
 */
public record ServerFacts(
        Map<String, String> variables, Map<String, String> plugins, List<String> collations, boolean redoEnabled) {
    private static final List<String> ASKED = List.of(
            "version",
            "version_comment",
            "version_compile_machine",
            "version_compile_os",
            "server_uuid",
            "server_id",
            "datadir",
            "innodb_page_size",
            "innodb_directories",
            "innodb_undo_directory",
            "innodb_data_home_dir",
            "innodb_log_group_home_dir",
            "innodb_redo_log_encrypt",
            "lower_case_table_names",
            "gtid_mode",
            "log_bin",
            "log_bin_index",
            "binlog_encryption",
            "myisam_use_mmap",
            "innodb_redo_log_encrypt",
            "innodb_undo_log_encrypt",
            "read_only",
            "super_read_only",
            "max_allowed_packet");

    private static final String REDO = "#innodb_redo";

    public ServerFacts {
        variables = Map.copyOf(variables);
        plugins = Map.copyOf(plugins);
        collations = List.copyOf(collations);
    }

    static ServerFacts of(Session session) throws DonorException {
        Map<String, String> variables = new LinkedHashMap<>();
        List<Optional<String>> values = session.row("SELECT @@GLOBAL." + String.join(", @@GLOBAL.", ASKED));
        for (int i = 0; i < ASKED.size(); i++) {
            String name = ASKED.get(i);
            values.get(i).ifPresent(value -> variables.put(name, value));
        }
        Map<String, String> plugins = new LinkedHashMap<>();
        for (List<Optional<String>> row : session.rows("SELECT PLUGIN_NAME, PLUGIN_LIBRARY FROM"
                + " information_schema.PLUGINS WHERE PLUGIN_STATUS = 'ACTIVE'")) {
            plugins.put(row.getFirst().orElse(""), row.get(1).orElse(""));
        }
        List<String> collations = new ArrayList<>();
        for (List<Optional<String>> row :
                session.rows("SELECT COLLATION_NAME FROM information_schema.COLLATIONS ORDER BY ID")) {
            row.getFirst().ifPresent(collations::add);
        }
        boolean redo = "ON"
                .equals(session.row("SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME ="
                                + " 'Innodb_redo_log_enabled'")
                        .getFirst()
                        .orElse("ON"));
        return new ServerFacts(variables, plugins, collations, redo);
    }

    /** A variable's value; empty when it is NULL. */
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** Whether it is the same server with the same files, though whether it may be written to can be another matter. */
    boolean isSameAs(ServerFacts other) {
        return lasting().equals(other.lasting()) && redoEnabled == other.redoEnabled;
    }

    private Map<String, String> lasting() {
        Map<String, String> lasting = new LinkedHashMap<>(variables);
        lasting.keySet().removeAll(Set.of("read_only", "super_read_only"));
        return lasting;
    }

    /** Whether it writes a binary log. */
    public boolean binaryLog() {
        return variable("log_bin").equals("1");
    }

    /** Whether it maps files of MyISAM into its memory, so that it is not seen of a file that it wrote to it. */
    public boolean mapsTables() {
        return variable("myisam_use_mmap").equals("1");
    }

    /** Whether the logs that it writes can be read with its keyring only. */
    public boolean encryptsBinaryLogs() {
        return variable("binlog_encryption").equals("1");
    }

    /**
     * The index of its binary logs; empty when it writes none.
     *
     * @param dataDir where this process sees the data directory
     */
    public Optional<Path> logIndex(Path dataDir) {
        String index = variable("log_bin_index");
        return binaryLog() && !index.isEmpty() ? Optional.of(here(Path.of(index), dataDir)) : Optional.empty();
    }

    /** Version and maturity, as a donor says them. */
    public DonorRelease release() {
        return new DonorRelease(
                variable("version"), CloneRules.isLongTerm(number().series()) ? Release.LONG_TERM : Release.INNOVATION);
    }

    /** What its pages are of. */
    public DonorServer server() {
        return new DonorServer(Integer.parseInt(variable("innodb_page_size")), number().number());
    }

    private ServerVersion number() {
        return ServerVersion.parse(variable("version")).orElseThrow();
    }

    /** Where its data directory is for itself. */
    private Path dataDir() {
        return Path.of(variable("datadir")).normalize();
    }

    /**
     * Where a file of the server is for this process.
     *
     * @param path as the server says it; relative to its data directory
     * @param dataDir where this process sees the data directory
     */
    public Path here(Path path, Path dataDir) {
        Path absolute = dataDir().resolve(path).normalize();
        return absolute.startsWith(dataDir()) ? dataDir.resolve(dataDir().relativize(absolute)) : absolute;
    }

    /** @param dataDir where this process sees the data directory; where the server does when it is empty */
    Mysqld.Places places(Optional<Path> dataDir) {
        Path here = dataDir.map(path -> path.toAbsolutePath().normalize()).orElse(dataDir());
        Set<Path> directories = new LinkedHashSet<>();
        for (String name : List.of("innodb_directories", "innodb_undo_directory", "innodb_data_home_dir")) {
            for (String directory : variable(name).split(";", -1)) {
                if (!directory.isBlank()) {
                    directories.add(here(Path.of(directory.strip()), here));
                }
            }
        }
        directories.removeIf(directory -> directory.startsWith(here));
        Path redo = here(Path.of(variable("innodb_log_group_home_dir")), here).resolve(REDO);
        return new Mysqld.Places(here, List.copyOf(directories), redo, Integer.parseInt(variable("innodb_page_size")));
    }
}
