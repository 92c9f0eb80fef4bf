package io.mysqlclone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs and plugins of one MySQL version on this machine: either a normal installation, or a root file system
 * that is used without chroot by running its programs through its own dynamic loader.
 */
public final class MysqlInstallation {

    private static final Pattern VERSION = Pattern.compile("Ver (\\S+)");

    private static final class Found {
        static final MysqlInstallation INSTANCE = at(locate());
    }

    private final Path root;
    private final Path server;
    private final Path pluginDirectory;
    private final Path shareDirectory;
    private final List<String> loader;
    private final String version;

    private MysqlInstallation(
            Path root, Path server, Path pluginDirectory, Path shareDirectory, List<String> loader, String version) {
        this.root = root;
        this.server = server;
        this.pluginDirectory = pluginDirectory;
        this.shareDirectory = shareDirectory;
        this.loader = loader;
        this.version = version;
    }

    /**
     * The installation that tests use: {@code MYSQL_ROOT} (system property or environment), else what {@code
     * testbed/mysql install} prints, which fetches MySQL into the user's cache the first time.
     */
    public static MysqlInstallation find() {
        return Found.INSTANCE;
    }

    /** The installation below a directory that holds {@code usr/sbin/mysqld} or {@code bin/mysqld}. */
    public static MysqlInstallation at(Path root) {
        Path server = firstExisting(root, "usr/sbin/mysqld", "bin/mysqld", "usr/libexec/mysqld");
        Path plugins = firstExisting(root, "usr/lib/mysql/plugin", "usr/lib64/mysql/plugin", "lib/plugin");
        Path share = shareDirectory(root);
        List<String> loader = root.equals(Path.of("/")) ? List.of() : ownLoader(root);
        String banner = Shell.output(command(loader, server, List.of("--no-defaults", "--version")));
        Matcher matcher = VERSION.matcher(banner);
        if (!matcher.find()) {
            throw new IllegalStateException(server + " does not tell its version: " + banner);
        }
        return new MysqlInstallation(root, server, plugins, share, loader, matcher.group(1));
    }

    /** The version text with its suffix, such as {@code 9.7.4-2}. */
    public String version() {
        return version;
    }

    /** The directory that was found. */
    public Path root() {
        return root;
    }

    /** The server program. */
    public Path server() {
        return server;
    }

    /** Where the plugins and components of this version are. */
    public Path pluginDirectory() {
        return pluginDirectory;
    }

    /** The user's cache directory of this project; may not exist yet. */
    public static Path cache() {
        String home = System.getenv("XDG_CACHE_HOME");
        Path base = home == null || home.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
        return base.resolve("mysql-clone-operator");
    }

    /** The command line of mysqld, with the options that make it use this installation's own files and no option file. */
    List<String> serverCommand(Path program, Path plugins, List<String> options) {
        return serverCommand(program, plugins, "--no-defaults", options);
    }

    /**
     * The same.
     *
     * @param defaults which option files it reads; with {@code --no-defaults} it does not read {@code mysqld-auto.cnf} either
     */
    List<String> serverCommand(Path program, Path plugins, String defaults, List<String> options) {
        List<String> arguments = new ArrayList<>();
        arguments.add(defaults);
        arguments.add("--basedir=" + (root.endsWith("usr") ? root : usr(root)));
        arguments.add("--lc-messages-dir=" + shareDirectory);
        arguments.add("--character-sets-dir=" + shareDirectory.resolve("charsets"));
        arguments.add("--plugin-dir=" + plugins);
        arguments.addAll(options);
        return command(loader, program, arguments);
    }

    /** The command line of another program of the installation, such as {@code ibd2sdi} or {@code mysqlbinlog}. */
    public List<String> toolCommand(String program, List<String> arguments) {
        return command(loader, firstExisting(root, "usr/bin/" + program, "bin/" + program), arguments);
    }

    private static Path usr(Path root) {
        Path usr = root.resolve("usr");
        return Files.isDirectory(usr) ? usr : root;
    }

    private static List<String> command(List<String> loader, Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(loader);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    private static Path locate() {
        return Optional.ofNullable(System.getProperty("MYSQL_ROOT", System.getenv("MYSQL_ROOT")))
                .map(Path::of)
                .orElseGet(() -> Path.of(Shell.output(
                        List.of(Shell.script("testbed/mysql").toString(), "install"),
                        Optional.of(ProcessBuilder.Redirect.INHERIT))));
    }

    /** Where the messages and character sets are: RPM packages have the series in its name, {@code usr/share/mysql-8.4}. */
    private static Path shareDirectory(Path root) {
        try (Stream<Path> inUsr = listed(root.resolve("usr/share"));
                Stream<Path> own = Stream.of(root.resolve("share"))) {
            return Stream.concat(inUsr.filter(it -> it.getFileName().toString().matches("mysql(-[0-9.]+)?")), own)
                    .filter(it -> Files.exists(it.resolve("charsets")))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no MySQL installation in " + root
                            + ": neither usr/share/mysql* nor share has character sets."));
        }
    }

    /**
     * The loader and library path of a root file system: in {@code usr/lib64}, or by architecture in {@code usr/lib}. Empty when
     * the directory has no C library of its own.
     */
    private static List<String> ownLoader(Path root) {
        Path libraries = root.resolve("usr/lib");
        try (Stream<Path> byArchitecture = listed(libraries).filter(Files::isDirectory)) {
            return Stream.concat(byArchitecture, Stream.of(root.resolve("usr/lib64")))
                    .filter(directory -> Files.exists(directory.resolve("libc.so.6")))
                    .flatMap(MysqlInstallation::loaders)
                    .findFirst()
                    .map(loader -> List.of(loader.toString(), "--library-path", libraryPath(loader, libraries)))
                    .orElse(List.of());
        }
    }

    private static Stream<Path> loaders(Path directory) {
        return listed(directory).filter(it -> it.getFileName().toString().matches("ld-linux-.*\\.so\\.\\d"));
    }

    private static String libraryPath(Path loader, Path libraries) {
        Path own = loader.resolveSibling("mysql/private");
        return loader.getParent() + ":" + own + ":" + libraries.resolve("mysql/private") + ":" + libraries;
    }

    private static Stream<Path> listed(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Stream.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    private static Path firstExisting(Path root, String... candidates) {
        for (String candidate : candidates) {
            Path path = root.resolve(candidate);
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new IllegalStateException(
                "no MySQL installation in " + root + ": it has none of " + String.join(", ", candidates) + ".");
    }

    /** The plugins and components that the installation has, by file name without {@code .so}. */
    public List<String> plugins() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(pluginDirectory, "*.so")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(0, name.length() - ".so".length()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + pluginDirectory, e);
        }
        return names;
    }
}
