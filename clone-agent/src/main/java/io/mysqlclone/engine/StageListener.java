package io.mysqlclone.engine;

/** Hears how an engine's part of a clone arrives. Called from the tasks' threads; must be quick. */
public interface StageListener {
    /** A stage began, or goes on after {@code storedBytes} of it were restored from the journal. */
    void stageStarted(Stage stage, long estimatedBytes, long storedBytes);

    /** {@code bytes} more of {@code stage} are stored. */
    void stored(Stage stage, long bytes);

    /** A stage is complete and durable. */
    void stageCompleted(Stage stage);

    /** Data of this host is copied in this way from now on, or in this way too. */
    default void copies(CopyWay way) {
        // Told by engines that take data from files of this host.
    }
}
