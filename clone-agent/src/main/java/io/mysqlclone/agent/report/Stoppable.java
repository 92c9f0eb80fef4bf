package io.mysqlclone.agent.report;

/** Something that a signal ends. */
public interface Stoppable {
    /** Ends it on behalf of somebody who does not want it any more. Does not wait. */
    void cancel();

    /**
     * The host, pod or session is about to go away. Does not wait.
     *
     * @return whether it ends because of this; what waits for a server to stop goes on waiting, because that is what comes
     *     now
     */
    boolean hangUp();
}
