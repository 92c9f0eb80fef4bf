package io.mysqlclone.datadir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The escape guard: which names of a donor may be written under the target.
 *
 * <p>A donor is not trusted: a file called {@code mysqld-auto.cnf} would configure the next mysqld, so names are allowed
 * by what InnoDB makes and not merely forbidden one by one. In a schema directory that is {@code *.ibd}; at the top
 * also undo tablespaces, the buffer pool dump and the files of the system tablespace, which the donor's administrator
 * names freely.
 */
final class DonorNames {
    private static final int LONGEST_COMPONENT = 255;
    private static final int LONGEST_NAME = 2048;
    private static final Pattern TABLESPACE = Pattern.compile(".+\\.ib[du]");
    private static final Pattern SYSTEM_FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*(\\.(dat|data|ibdata|dbf))?");
    private static final Set<String> RESERVED = Set.of("ibtmp1", "lost", "mysql_upgrade_history", "binlog", "mysql");
    private static final Set<String> SAVED = Set.of(".#clone", ".#clone_save", ".#clone_ddl");

    private DonorNames() {}

    static Path resolve(Path root, String name) throws UnsafePathException {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new UnsafePathException(name, "its length is not in 1.." + LONGEST_NAME);
        }
        if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == 0xfffd)) {
            throw new UnsafePathException(name, "it has a control character or a backslash");
        }
        if (name.startsWith("/")) {
            throw new UnsafePathException(name, "it is absolute, so it needs a mapping for external tablespaces");
        }
        String[] components = (name.startsWith("./") ? name.substring(2) : name).split("/", -1);
        if (components.length > 2) {
            throw new UnsafePathException(name, "a data file lies at most one directory deep");
        }
        for (String component : components) {
            check(name, component);
        }
        String file = components[components.length - 1];
        if (components.length == 2) {
            checkDirectory(name, components[0]);
            if (!TABLESPACE.matcher(file).matches()) {
                throw new UnsafePathException(name, "only .ibd and .ibu files belong in a schema directory");
            }
        } else if (file.startsWith("#")) {
            throw new UnsafePathException(name, "names that start with # are private to mysqld");
        } else if (!TABLESPACE.matcher(file).matches()
                && (!SYSTEM_FILE.matcher(file).matches() || RESERVED.contains(file.toLowerCase(Locale.ROOT)))) {
            throw new UnsafePathException(name, "it is not the name of a tablespace");
        }
        return guarded(root, name, components);
    }

    private static void check(String name, String component) throws UnsafePathException {
        if (component.isEmpty() || component.equals(".") || component.equals("..")) {
            throw new UnsafePathException(name, "it has an empty, . or .. component");
        }
        if (component.getBytes(StandardCharsets.UTF_8).length > LONGEST_COMPONENT) {
            throw new UnsafePathException(name, "a component is longer than " + LONGEST_COMPONENT + " bytes");
        }
        for (String suffix : SAVED) {
            if (component.endsWith(suffix)) {
                throw new UnsafePathException(name, "mysqld uses the suffix " + suffix + " for clones");
            }
        }
    }

    private static void checkDirectory(String name, String directory) throws UnsafePathException {
        if (directory.startsWith("#") || directory.startsWith(".") || directory.equals("lost+found")) {
            throw new UnsafePathException(name, directory + " is not a schema directory");
        }
    }

    private static Path guarded(Path root, String name, String[] components) throws UnsafePathException {
        try {
            Path path = root;
            for (String component : components) {
                path = path.resolve(component);
                if (Files.isSymbolicLink(path) && !inside(root, path)) {
                    throw new UnsafePathException(name, path + " is a symbolic link that leaves the target");
                }
            }
            boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            if (folder || !path.normalize().equals(path) || !path.startsWith(root)) {
                throw new UnsafePathException(
                        name, folder ? "it is a directory in the target" : "it leaves the target");
            }
            return path;
        } catch (InvalidPathException e) {
            throw new UnsafePathException(name, "this system can't encode it; run with a UTF-8 locale");
        }
    }

    private static boolean inside(Path root, Path link) {
        try {
            return link.toRealPath().startsWith(root);
        } catch (IOException dangling) {
            return false;
        }
    }
}
