package io.mysqlclone.kubectl.cluster;

/** How the process ends. */
public enum ExitCode {
    /** What was asked for is done. */
    DONE(0, "done"),
    /** The API server. */
    CLUSTER(1, "the API server refuses, or cannot be reached"),
    /** The command line. */
    USAGE(2, "the command line or the kubeconfig is wrong"),
    /** The clone. */
    STATE(3, "the clone is not where the command needs it, or has changed since it was shown; nothing was done"),
    /** No such clone. */
    NOT_FOUND(4, "there is no such MySQLClone"),
    /** A clone that was watched, or its preflight. */
    FAILED(5, "the clone has Failed (status -w), or its preflight was refused (preflight)"),
    /** A local file. */
    FILE(6, "a local file could not be written"),
    /** The plugin itself. */
    BUG(70, "a bug in the plugin");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The exit code of the process. */
    public int code() {
        return code;
    }

    /** In a few words. */
    public String meaning() {
        return meaning;
    }
}
