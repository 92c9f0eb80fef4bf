package io.mysqlclone.operator.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The commands of clone-agent that the operator runs, each as the first argument of a container. */
public enum AgentCommand {
    /** Preflight, transfer and commit of the clone. */
    CLONE("clone"),
    /** Says what mysqld made of the clone. */
    OUTCOME("outcome"),
    /** The same, then sets up and starts replication. */
    REPLICATE("replicate"),
    /** Removes what an unfinished clone left in the volume. */
    DISCARD("discard");

    private final String argument;

    AgentCommand(String argument) {
        this.argument = argument;
    }

    /** The word on the command line. */
    public String argument() {
        return argument;
    }

    /** The command that a container with these arguments runs; empty when it is none of ours. */
    public static Optional<AgentCommand> of(List<String> arguments) {
        return Arrays.stream(values())
                .filter(command -> !arguments.isEmpty() && arguments.getFirst().equals(command.argument))
                .findFirst();
    }
}
