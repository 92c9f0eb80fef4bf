package io.mysqlclone.innodb;

import io.mysqlclone.engine.Stage;

/** The state of the donor's snapshot: the stages of a clone in their order. */
public enum SnapshotState {
    /** No snapshot yet. */
    NONE(0, "NONE"),
    /** The donor collects its files; the recipient empties the target. */
    INIT(1, "DROP DATA"),
    /** All files as they are on the donor's disk. */
    FILE_COPY(2, "FILE COPY"),
    /** The pages changed since INIT. */
    PAGE_COPY(3, "PAGE COPY"),
    /** The redo log written since FILE_COPY ended. */
    REDO_COPY(4, "REDO COPY"),
    /** All data was sent. */
    DONE(5, "FILE SYNC");

    private static final SnapshotState[] BY_CODE = values();

    private final int code;
    private final String stageName;

    SnapshotState(int code, String stageName) {
        this.code = code;
        this.stageName = stageName;
    }

    /** The number on the wire, 0 to 5. */
    public int code() {
        return code;
    }

    /** {@code STAGE} in {@code performance_schema.clone_progress}; {@link #NONE} has no row there. */
    public String stageName() {
        return stageName;
    }

    /** The stage of the clone that it is, in the words of all engines. */
    public Stage stage() {
        return switch (this) {
            case NONE, INIT -> Stage.INIT;
            case FILE_COPY -> Stage.FILE_COPY;
            case PAGE_COPY -> Stage.PAGE_COPY;
            case REDO_COPY -> Stage.REDO_COPY;
            case DONE -> Stage.FILE_SYNC;
        };
    }

    /** Whether data of files comes in this state. */
    public boolean copiesData() {
        return this == FILE_COPY || this == PAGE_COPY || this == REDO_COPY;
    }

    /** The state with the given number on the wire, which must be within 0 to 5. */
    public static SnapshotState ofCode(int code) {
        return BY_CODE[code];
    }
}
