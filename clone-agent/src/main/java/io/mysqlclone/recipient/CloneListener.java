package io.mysqlclone.recipient;

/** Hears what happens during a clone. Called from several threads, must be quick and must not throw. */
@FunctionalInterface
public interface CloneListener {
    void on(CloneEvent event);
}
