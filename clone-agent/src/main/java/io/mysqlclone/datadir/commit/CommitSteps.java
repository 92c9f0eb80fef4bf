package io.mysqlclone.datadir.commit;

import java.io.IOException;
import java.time.Duration;

/** Called before each change that a commit makes, so that a test can end it there as a crash would. */
@FunctionalInterface
interface CommitSteps {
    /** What the program uses: nothing happens between the steps. */
    CommitSteps UNDISTURBED = step -> {};

    void before(String step) throws IOException;

    /** How long to watch for a mysqld that was started before; a test in which there is none need not wait. */
    default Duration watch(Duration time) {
        return time;
    }
}
