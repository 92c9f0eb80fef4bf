package io.mysqlclone.serial;

/** An engine whose files travel one behind the other: which files these are, and how one speaks of them. */
public interface SerialKind {
    /** MySQL's legacy storage engine number. */
    int type();

    /** The engine's name, by which a donor offers it. */
    String name();

    /** What is going on while its files travel, in capitals, such as {@code BINARY LOG}; its descriptors are called by it too. */
    String stage();

    /** All of it, such as {@code binary logs}. */
    String content();

    /** One of its files, such as {@code binary log}. */
    String file();

    /** A directory of its files, such as {@code schema}. */
    String directory();

    /** How many directories one clone may have. */
    Limits directories();

    /** How many files one clone may have. */
    Limits files();

    /**
     * Whether a directory may have that name; whoever receives it makes the directory in a server's. Other names go no
     * further than the message that they came in.
     */
    boolean isDirectory(String name);

    /** As {@link #isDirectory}, of a file, whose name begins with its directory and a slash if it is in one. */
    boolean isFile(String name);

    /** Whether a donor may send {@code next} right behind {@code file}, both of which are names of files. */
    boolean mayFollow(String file, String next);

    /** A number that is bounded on both sides, as a peer may say it. */
    record Limits(int least, int most) {
        boolean allow(int number) {
            return number >= least && number <= most;
        }

        @Override
        public String toString() {
            return least + " to " + most;
        }
    }
}
