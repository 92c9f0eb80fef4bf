package io.mysqlclone.engine;

/**
 * The stages of a clone as {@code performance_schema.clone_progress} names them, as far as they happen before mysqld
 * starts on the clone; in order.
 */
public enum Stage {
    /** Connecting, checking the donor's configuration, and the donor's preparation of the snapshot. */
    INIT("INIT"),
    FILE_COPY("FILE COPY"),
    PAGE_COPY("PAGE COPY"),
    REDO_COPY("REDO COPY"),
    /** Making everything durable, verifying counts, and giving the files their final form. */
    FILE_SYNC("FILE SYNC");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** The name in {@code clone_progress}, e.g. {@code FILE COPY}. */
    public String label() {
        return label;
    }
}
