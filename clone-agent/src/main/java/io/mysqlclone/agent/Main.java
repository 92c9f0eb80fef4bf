package io.mysqlclone.agent;

import io.mysqlclone.agent.cli.CloneAgent;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.OutOfMemory;

/** Entry point of the process. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(Main::ended);
        System.exit(CloneAgent.execute(Surroundings.ofProcess(), args));
    }

    /** A thread that lacked memory may have been one that the others wait for: the process ends as by a kill. */
    private static void ended(Thread thread, Throwable thrown) {
        Failure failure = Failure.unexpected(thrown, System.err);
        if (OutOfMemory.isBehind(thrown)) {
            System.err.println("clone-agent: " + failure.text());
            Runtime.getRuntime().halt(failure.exitCode().code());
        }
    }
}
