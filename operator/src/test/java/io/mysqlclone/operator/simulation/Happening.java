package io.mysqlclone.operator.simulation;

/** What may happen at any time. */
enum Happening {
    /** The operator looks, when it is time to. */
    OPERATOR_LOOKS,
    /** An operator looks and ends before it does anything. */
    OPERATOR_DIES_BEFORE_IT_ACTS,
    /** An operator does what it decided, and ends before it can write that down. */
    OPERATOR_DIES_BEFORE_IT_WRITES,
    SECONDS_PASS,
    MINUTES_PASS,
    AGENT_STARTS,
    /** The kubelet says that it cannot start it, until it can. */
    AGENT_CANNOT_START,
    AGENT_SUCCEEDS,
    AGENT_LOSES_NETWORK,
    AGENT_FINDS_DONOR_BUSY,
    AGENT_REFUSES_FOR_GOOD,
    AGENT_IS_KILLED,
    /** Its node is drained: it stops at a durable point. */
    AGENT_IS_TERMINATED,
    /** Somebody else makes the server's pod go; its owner makes a new one. */
    POD_IS_MADE_AGAIN,
    POD_GOES,
    POD_COMES,
    MYSQLD_ROLLS_BACK,
    RIVAL_COMES,
    RIVAL_GOES,
    USER_SUSPENDS,
    USER_RESUMES,
    USER_APPROVES,
    USER_CHANGES_THE_SPEC,
    USER_DELETES
}
