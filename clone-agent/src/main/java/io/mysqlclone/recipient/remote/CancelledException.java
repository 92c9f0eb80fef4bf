package io.mysqlclone.recipient.remote;

import java.io.IOException;

/** The user cancelled the clone; the donor is told. */
public final class CancelledException extends IOException {
    private static final long serialVersionUID = 1;
}
