package io.mysqlclone.agent.report;

import io.mysqlclone.recipient.Limits;
import io.mysqlclone.recipient.Progress;

/** Something that takes its time, and what can be asked and told of it meanwhile, by any thread. */
public interface Watched extends Stoppable {
    /** Stops it so that it can go on later. Does not wait. */
    void suspend();

    /** Bandwidth limits in force. */
    Limits limits();

    /** @throws IllegalArgumentException with one sentence when these limits can't be had */
    void setLimits(Limits limits);

    /** Where it stands; cheap. */
    Progress progress();
}
