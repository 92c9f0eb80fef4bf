package io.mysqlclone.storage.form;

import java.io.IOException;

/** Called before each change that a commit makes, so that a test can end it there as a crash would. */
@FunctionalInterface
interface CommitSteps {
    /** What the program uses: nothing happens between the steps. */
    CommitSteps UNDISTURBED = step -> {};

    void before(String step) throws IOException;
}
