package io.mysqlclone.bench;

/** Who receives the clone. */
public enum Side {
    /** {@code CLONE INSTANCE FROM ... DATA DIRECTORY} in a stock mysqld. */
    NATIVE("native"),
    /** {@code clone-agent clone}. */
    AGENT("clone-agent");

    private final String label;

    Side(String label) {
        this.label = label;
    }

    /** The name in tables. */
    public String label() {
        return label;
    }
}
