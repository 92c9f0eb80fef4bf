package io.mysqlclone.kubectl;

import io.mysqlclone.kubectl.cli.MysqlClonePlugin;
import io.mysqlclone.kubectl.cli.Surroundings;

/** Entry point of the process. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(MysqlClonePlugin.execute(Surroundings.ofProcess(), args));
    }
}
