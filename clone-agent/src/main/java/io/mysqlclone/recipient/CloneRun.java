package io.mysqlclone.recipient;

/**
 * One clone from begin to end in this process. {@link #run()} is called once; all other methods may be called from any
 * thread at any time.
 */
public final class CloneRun {
    private final CloneRequest request;
    private final CloneListener listener;

    public CloneRun(CloneRequest request, CloneListener listener) {
        this.request = request;
        this.listener = listener;
    }

    /**
     * Clones; returns when the clone is complete and durable.
     *
     * @throws CloneFailure when it can't be completed; the target is then as it was, except for kinds NETWORK and
     *     SUSPENDED, which leave the journal for the next run
     */
    public CloneResult run() throws CloneFailure {
        throw new CloneFailure(CloneFailure.Kind.REFUSED, request + " " + listener);
    }

    /** Ends the clone, frees the donor's snapshot, and removes what was stored. Does not wait. */
    public void cancel() {}

    /** Stops at a durable point and keeps everything, so that a new run resumes. Does not wait. */
    public void suspend() {}

    /** Takes new bandwidth limits at once. */
    public void setLimits(Limits limits) {}

    public Limits limits() {
        return request.limits();
    }

    /** Where the clone stands; cheap. */
    public Progress progress() {
        throw new IllegalStateException("not running");
    }
}
