package io.mysqlclone.backup;

/**
 * What was found out about one need.
 *
 * @param error MySQL's number where something is missing; 0 elsewhere
 * @param message a clause: what was found, and where something is missing what to do
 */
public record Finding(Need need, State state, int error, String message) {
    /** How it is. */
    public enum State {
        MET,
        /** Clones can be made, but something is to be known. */
        WARNING,
        MISSING,
        /** Something else that is missing keeps it from being found out. */
        UNKNOWN
    }
}
