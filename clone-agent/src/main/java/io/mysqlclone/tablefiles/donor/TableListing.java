package io.mysqlclone.tablefiles.donor;

import io.mysqlclone.engine.DonorException;
import io.mysqlclone.tablefiles.SchemaName;
import io.mysqlclone.tablefiles.TableFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The schemas of a data directory, and the files in them that are of tables without a log.
 *
 * @param schemas that have a directory, or a symbolic link to one
 * @param files in the order of their names; those that the server writes to for itself are left out
 */
record TableListing(List<SchemaName> schemas, List<TableFile> files) {
    /** The server makes their content at each start. */
    private static final Set<SchemaName> MADE_ANEW = Set.of(SchemaName.PERFORMANCE, new SchemaName("sys"));

    TableListing {
        schemas = List.copyOf(schemas);
        files = List.copyOf(files);
    }

    /** What is there now. */
    static TableListing of(Path dataDir) throws DonorException {
        Set<SchemaName> schemas = new TreeSet<>(Comparator.comparing(SchemaName::directory));
        List<TableFile> files = new ArrayList<>();
        try {
            for (String name : names(dataDir)) {
                SchemaName.parse(name)
                        .filter(schema -> Files.isDirectory(dataDir.resolve(name)))
                        .ifPresent(schemas::add);
            }
            for (SchemaName schema : schemas) {
                if (!MADE_ANEW.contains(schema)) {
                    addFiles(schema, dataDir.resolve(schema.directory()), files);
                }
            }
        } catch (IOException e) {
            throw new DonorException(
                    DonorException.READ,
                    "the server's schemas can't be listed, run this as the server's user: " + e.getMessage(),
                    e);
        }
        return new TableListing(List.copyOf(schemas), files);
    }

    private static void addFiles(SchemaName schema, Path directory, List<TableFile> files) throws IOException {
        try {
            for (String name : names(directory)) {
                Optional<TableFile> file = TableFile.parse(schema, name);
                file.filter(known -> !known.isServerLog()).ifPresent(files::add);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Dropped meanwhile; under the lock that can't be.
        }
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** How many tables of a storage engine have files here. */
    long tables(String engine) {
        return files.stream()
                .map(TableFile::kind)
                .filter(kind -> kind.isMain() && kind.engine().equals(engine))
                .count();
    }
}
