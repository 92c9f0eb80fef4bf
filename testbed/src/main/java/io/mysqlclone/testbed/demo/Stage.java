package io.mysqlclone.testbed.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Where a demonstration takes place.
 *
 * @param agent the agent's program
 * @param scratch a directory for everything, empty at first
 * @param out who watches
 */
record Stage(Path agent, Path scratch, PrintStream out) {
    static final String USER = "cloner";
    static final String PASSWORD = "secret of the demo";
    /** In {@link #scratch}. */
    static final String PASSWORD_FILE = "password";

    /**
     * Runs a demonstration and ends the JVM, with 1 when it failed.
     *
     * @param arguments the agent's program, an empty directory for everything, then the options
     */
    static void present(String[] arguments, Function<Stage, Callable<Integer>> demonstration) {
        Stage stage = new Stage(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
        CommandLine line = new CommandLine(demonstration.apply(stage))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(DataSize.class, DataSize::parse)
                .registerConverter(TlsMode.class, TlsMode::parse)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    stage.out.println();
                    stage.out.println("error: " + e.getMessage());
                    return 1;
                });
        System.exit(line.execute(List.of(arguments).subList(2, arguments.length).toArray(String[]::new)));
    }

    /** Makes the file with the password of {@link #USER}. */
    void writePassword() throws IOException {
        Files.writeString(file(PASSWORD_FILE, "rw-------"), PASSWORD);
    }

    /** Makes a file in {@link #scratch}. */
    Path file(String name, String permissions) throws IOException {
        return Files.createFile(
                scratch.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    }

    /** A file or directory as commands name it, which run in {@link #scratch}. */
    String relative(Path path) {
        return scratch.relativize(path).toString();
    }

    /** Shows a command as a user would type it. It begins with {@code clone-agent}, which stands for {@link #agent}. */
    ProcessBuilder show(List<String> command) {
        out.println("    " + String.join(" ", command));
        List<String> real = new ArrayList<>(command);
        real.set(0, agent.toString());
        return new ProcessBuilder(real).directory(scratch.toFile());
    }
}
