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
    /** The container runtime could not start it, and nobody tries again. */
    AGENT_DOES_NOT_START,
    AGENT_SUCCEEDS,
    AGENT_LOSES_NETWORK,
    AGENT_FINDS_DONOR_BUSY,
    /** It asks for its turn inside its run, until the donor has time for it. */
    AGENT_WAITS_FOR_DONOR,
    AGENT_GETS_ITS_TURN,
    AGENT_REFUSES_FOR_GOOD,
    AGENT_IS_KILLED,
    /** Its node is drained: it stops at a durable point. */
    AGENT_IS_TERMINATED,
    /** Somebody deletes the pod that it has for itself, and with it what it had to say. */
    AGENTS_POD_IS_DELETED,
    /** From now on what is launched is removed before anybody has seen it, as clean-ups and webhooks do. */
    LAUNCHES_VANISH,
    LAUNCHES_STAY,
    /** Agents cannot be asked and hear nothing from now on. */
    AGENTS_ARE_CUT_OFF,
    AGENTS_ARE_REACHED,
    /** Nor can their logs be read. */
    LOGS_ARE_LOST,
    LOGS_ARE_READ,
    /** From now on what is started needs a minute before it does anything. */
    NODE_IS_BUSY,
    /** mysqld ends and starts in the same pod: out of memory, a probe, a crash. */
    MYSQLD_IS_RESTARTED,
    /** All containers end at once and without a word; mysqld is started again, unless its pod was to go. */
    NODE_LOSES_POWER,
    /** mysqld does not end when it is told to, and is killed together with the agents beside it. */
    MYSQLD_IS_STUBBORN,
    /** From now on mysqld crashes when it runs on the clone. */
    MYSQLD_CRASHES_ON_THE_CLONE,
    /** From now on mysqld runs on the clone, and its probes fail. */
    MYSQLD_IS_NOT_READY_ON_THE_CLONE,
    /** Somebody else makes the server's pod go; its owner makes a new one. */
    POD_IS_MADE_AGAIN,
    POD_GOES,
    POD_COMES,
    MYSQLD_ROLLS_BACK,
    RIVAL_COMES,
    RIVAL_GOES,
    /** The donor is given by reference, and which server that is, is not known from now on. */
    DONOR_IS_UNKNOWN,
    DONOR_IS_KNOWN,
    USER_SUSPENDS,
    USER_RESUMES,
    USER_APPROVES,
    USER_CHANGES_THE_SPEC,
    /** The operator has read the resource and decided, when it is changed. */
    USER_CHANGES_THE_SPEC_MEANWHILE,
    USER_DELETES
}
