package io.mysqlclone.innodb.staging;

import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.descriptor.FileDescriptor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where each tablespace goes that lies outside the donor's data directory. */
public final class Relocations {
    private final List<Relocation> relocations;

    public Relocations(Collection<Relocation> relocations) {
        this.relocations = List.copyOf(relocations);
    }

    /** Whether a donor's file name is outside its data directory. */
    public static boolean isExternal(String name) {
        return name.startsWith("/");
    }

    /** The mapping of an external file: the one of the longest path, when several fit. */
    public Optional<Relocation> of(String name) {
        return relocations.stream()
                .filter(relocation -> name.startsWith(relocation.from() + "/"))
                .max((a, b) -> Integer.compare(a.from().length(), b.from().length()));
    }

    /** What is left of an external file's name below the mapped directory. */
    public static String rest(Relocation relocation, String name) {
        return name.substring(relocation.from().length() + 1);
    }

    /**
     * Why a clone is refused.
     *
     * @param unmapped external files that no relocation maps, at least one
     */
    public static String refusal(Collection<FileDescriptor> unmapped) {
        var names = new TreeSet<String>();
        unmapped.forEach(file -> names.add(file.name().orElseThrow()));
        return "tablespaces of the donor lie outside its data directory: " + String.join(", ", names);
    }

    /** What would make a clone possible of which {@link #refusal} tells. */
    public static String advice(Collection<FileDescriptor> unmapped) {
        var suggestions = new TreeSet<String>();
        for (FileDescriptor file : unmapped) {
            Path path = Path.of(file.name().orElseThrow());
            suggestions.add("--relocate " + directory(file, path) + "=DIR");
        }
        return "map each directory to one on this host that mysqld is given in innodb_directories: "
                + String.join(" ", suggestions);
    }

    /** A table with DATA DIRECTORY lies in a directory of its schema below it, which must stay as it is. */
    private static Path directory(FileDescriptor file, Path path) {
        Path folder = path.getParent();
        Path above = folder == null ? null : folder.getParent();
        if (file.fspFlags().hasDataDir() && above != null) {
            return above;
        }
        return folder == null ? path : folder;
    }
}
