package io.mysqlclone.storage;

import java.io.IOException;

/** The user that this process acts as on files. */
public final class EffectiveUser {
    private EffectiveUser() {}

    /** Its numeric id; 0 is root. */
    public static int id() throws IOException {
        return LinuxFiles.effectiveUser();
    }
}
