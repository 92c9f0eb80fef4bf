package io.mysqlclone.images;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that {@code images/build} consists of. */
@Command(
        name = "images",
        subcommands = {AssembleImage.class, WriteBill.class, WriteTrustStore.class, RunOperator.class})
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
