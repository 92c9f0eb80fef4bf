package io.mysqlclone.local;

/** Holds a clone back to the speed that is asked for. */
@FunctionalInterface
public interface Pace {
    /** Waits until {@code bytes} more may be copied. */
    void await(int bytes) throws InterruptedException;
}
