package io.mysqlclone.recipient.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Another process that locks a file, as mysqld locks its system tablespace. */
final class FileLocks {
    private FileLocks() {}

    /** Locks {@code file} until the process is destroyed. */
    static Process hold(Path file, Path scratch) throws IOException {
        Path program = Files.writeString(scratch.resolve("LockHolder.java"), """
                void main(String[] arguments) throws Exception {
                    var channel = java.nio.channels.FileChannel.open(
                            java.nio.file.Path.of(arguments[0]), java.nio.file.StandardOpenOption.WRITE);
                    channel.lock();
                    System.out.println("locked");
                    System.in.read();
                }
                """);
        Process holder = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"), program.toString(), file.toString()))
                .redirectErrorStream(true)
                .start();
        var output = new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        if (!"locked".equals(output.readLine())) {
            throw new IllegalStateException("the file could not be locked");
        }
        return holder;
    }
}
