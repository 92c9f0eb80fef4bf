package io.mysqlclone.datadir.live;

import io.mysqlclone.datadir.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a server's data directory holds that is somebody's and not the server's own. Empty for a server that was
 * initialised and never used; files tell no more of one that was used without tables and without GTIDs.
 *
 * @param schemas user schemas with tables of their own
 * @param tablespaces files of general tablespaces
 * @param transactions names of binary logs that show executed GTIDs, or are encrypted, so that they may
 */
public record UserData(List<String> schemas, List<String> tablespaces, List<String> transactions) {
    private static final String DICTIONARY = "mysql.ibd";

    /** Looks at the directory as it is now; a server may be running there. */
    public static UserData of(DataDirectory directory, List<Path> logIndexes) throws IOException {
        LiveDirectory live = LiveDirectory.scan(directory, logIndexes);
        List<Path> files = new ArrayList<>(live.tablespaces());
        files.addAll(live.otherEngines());
        var schemas = new TreeSet<String>();
        var tablespaces = new TreeSet<String>();
        for (Path file : files) {
            Path folder = directory.root().relativize(file.resolveSibling(""));
            String name = file.getFileName().toString();
            if (!folder.toString().isEmpty() && !LiveDirectory.SYSTEM_SCHEMAS.contains(folder.toString())) {
                schemas.add(TableNames.decoded(folder));
            } else if (folder.toString().isEmpty() && name.endsWith(".ibd") && !name.equals(DICTIONARY)) {
                tablespaces.add(name);
            }
        }
        List<String> transactions = new ArrayList<>();
        for (Path log : live.binaryLogs()) {
            if (BinaryLogFile.gtids(log) != BinaryLogFile.Gtids.NONE) {
                transactions.add(log.getFileName().toString());
            }
        }
        return new UserData(List.copyOf(schemas), List.copyOf(tablespaces), transactions);
    }

    public UserData {
        schemas = List.copyOf(schemas);
        tablespaces = List.copyOf(tablespaces);
        transactions = List.copyOf(transactions);
    }

    public boolean isEmpty() {
        return schemas.isEmpty() && tablespaces.isEmpty() && transactions.isEmpty();
    }

    /** Such as {@code schemas app, shop; transactions with GTIDs in binlog.000002}. */
    public String description() {
        List<String> parts = new ArrayList<>();
        add(parts, "tables in the schemas ", schemas);
        add(parts, "the general tablespaces ", tablespaces);
        add(parts, "executed GTIDs in the binary logs ", transactions);
        return String.join("; ", parts);
    }

    private static void add(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(what + TableNames.some(names));
        }
    }
}
