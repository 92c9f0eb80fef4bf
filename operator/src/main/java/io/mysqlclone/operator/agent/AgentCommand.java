package io.mysqlclone.operator.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The commands of clone-agent that the operator runs, each as the first argument of a container. */
public enum AgentCommand {
    /** Looks for all that would keep a clone from starting, and changes nothing. */
    PREFLIGHT("preflight"),
    /** Preflight and transfer of the clone; where no server has data that could be lost, its commit too. */
    CLONE("clone"),
    /** Waits until no mysqld runs, and puts the clone in the old data's place. */
    COMMIT("commit"),
    /** Says what mysqld made of the clone. */
    OUTCOME("outcome"),
    /** The same, then runs SQL scripts. */
    RUN_SQL("run-sql"),
    /** The same as {@code outcome}, then sets up and starts replication. */
    REPLICATE("replicate"),
    /** Waits until no mysqld runs, and puts the old data back. */
    ROLLBACK("rollback"),
    /** Lets the old data go. */
    FINISH("finish"),
    /** Removes what a clone left in the volume that no mysqld has taken over. */
    DISCARD("discard");

    private final String argument;

    AgentCommand(String argument) {
        this.argument = argument;
    }

    /** The word on the command line. */
    public String argument() {
        return argument;
    }

    /** Whether it waits for the stop of mysqld, and what it does then is decided by that alone. */
    public boolean waitsForStop() {
        return this == COMMIT || this == ROLLBACK;
    }

    /** The command that a container with these arguments runs; empty when it is none of ours. */
    public static Optional<AgentCommand> of(List<String> arguments) {
        return Arrays.stream(values())
                .filter(command -> !arguments.isEmpty() && arguments.getFirst().equals(command.argument))
                .findFirst();
    }
}
