package io.mysqlclone.backup;

/** Something that a donor beside a running server needs, in the order in which a person would look. */
public enum Need {
    /** The server answers. */
    REACHABLE("donor reachable"),
    /** It lets this donor's account in. */
    LOGIN("donor login"),
    /** It is a release that can be cloned. */
    VERSION("donor version"),
    /** The account may do what it has to. */
    PRIVILEGES("privileges"),
    /** Nobody else notes and frees pages there for clones. */
    ALONE("no other clone-agent"),
    /** {@code performance_schema.log_status} gives a point. */
    LOG_STATUS("performance_schema"),
    /** It writes a redo log. */
    REDO_LOG("redo log"),
    /** It can note the pages that it writes. */
    PAGE_TRACKING("page tracking"),
    /** Whether it may be written to, which this donor does not need. */
    READ_ONLY("read-only"),
    /** Whether it is a member of a group, which this donor does not mind. */
    GROUP("group replication"),
    /** Copies can replicate from it. */
    BINARY_LOG("binary log"),
    /** Its data directory is here, and is its own. */
    DATA_DIR("data directory"),
    /** So are the directories that it has outside. */
    ELSEWHERE("other directories"),
    /** Its files can be read. */
    FILES("files"),
    /** What becomes of tables that have files and no log. */
    OTHER_TABLES("tables without a log"),
    /** Those that are encrypted have a key. */
    ENCRYPTION("encryption"),
    /** What changes during a clone has room. */
    SPOOL("spool");

    private final String words;

    Need(String words) {
        this.words = words;
    }

    /** In a user's words. */
    public String words() {
        return words;
    }
}
