package io.mysqlclone.engine;

/** A point that could not be taken without making the server wait for too long; a later attempt may succeed. */
public final class PointMissedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String advice;

    /**
     * @param why what took so long
     * @param advice what to do when no attempt succeeds
     */
    public PointMissedException(String why, String advice) {
        super(why);
        this.advice = advice;
    }

    /** What took so long. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** What to do when no attempt succeeds. */
    public String advice() {
        return advice;
    }
}
