package io.mysqlclone.agent;

import io.mysqlclone.agent.cli.CloneAgent;
import io.mysqlclone.agent.cli.input.Surroundings;

/** Entry point of the process. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(CloneAgent.execute(Surroundings.ofProcess(), args));
    }
}
