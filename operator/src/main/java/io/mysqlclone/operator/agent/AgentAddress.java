package io.mysqlclone.operator.agent;

/**
 * Where an agent can be asked.
 *
 * @param host IP address of its pod
 */
public record AgentAddress(String host, int port) {

    /**
     * Ports that agents in the network of a node may have, from the usual one on: two of one node would want the same. A network
     * policy lets all of them through.
     */
    public static final int ON_A_NODE = 64;
}
