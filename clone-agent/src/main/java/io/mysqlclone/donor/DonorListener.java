package io.mysqlclone.donor;

/** Is told what happens to recipients; by any thread, and must not take long. */
@FunctionalInterface
public interface DonorListener {
    /** Tells of {@code event}. */
    void onEvent(DonorEvent event);
}
