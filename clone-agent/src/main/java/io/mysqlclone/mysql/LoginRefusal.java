package io.mysqlclone.mysql;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a server lets an account not in, when trying again is of no use, and may lock the account: somebody has to change
 * something first.
 */
public enum LoginRefusal {
    /** ER_ACCESS_DENIED_ERROR; also for a missing host part, certificate or TLS. */
    ACCESS_DENIED(1045, "check user and password, and the hosts that the account is allowed from"),
    /** ER_ACCESS_DENIED_NO_PASSWORD_ERROR. */
    ACCESS_DENIED_WITHOUT_PASSWORD(1698, "check user and password, and the hosts that the account is allowed from"),
    /** ER_HOST_IS_BLOCKED. */
    HOST_BLOCKED(1129, "on that server: TRUNCATE TABLE performance_schema.host_cache"),
    /** ER_HOST_NOT_PRIVILEGED. */
    HOST_NOT_ALLOWED(1130, "no account is allowed from this host: create one with it, or with '%', as host part"),
    /** ER_MUST_CHANGE_PASSWORD, of a server that lets the account in for no other statement than a new password. */
    PASSWORD_EXPIRED_INSIDE(1820, "the password has expired: on that server, ALTER USER ... IDENTIFIED BY a new one"),
    /** ER_MUST_CHANGE_PASSWORD_LOGIN. */
    PASSWORD_EXPIRED(1862, "the password has expired: on that server, ALTER USER ... IDENTIFIED BY a new one"),
    /** ER_ACCOUNT_HAS_BEEN_LOCKED. */
    ACCOUNT_LOCKED(3118, "on that server: ALTER USER ... ACCOUNT UNLOCK"),
    /** ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK. */
    TOO_MANY_WRONG_PASSWORDS(
            3955,
            "correct the password, and then, on that server, ALTER USER ... ACCOUNT UNLOCK, or wait for its lock time");

    private final int code;
    private final String advice;

    LoginRefusal(int code, String advice) {
        this.code = code;
        this.advice = advice;
    }

    /** The refusal behind MySQL's error number {@code code}, if it is one. */
    public static Optional<LoginRefusal> of(int code) {
        return Arrays.stream(values()).filter(refusal -> refusal.code == code).findFirst();
    }

    /** What to do, to follow the server's own words. */
    public String advice() {
        return advice;
    }

    /** Whether a server says the same to an account that must use TLS and did not. */
    public boolean mayMeanTls() {
        return this == ACCESS_DENIED || this == ACCESS_DENIED_WITHOUT_PASSWORD;
    }
}
