package io.mysqlclone.agent.cli.options;

/** Where the old data is let go, for {@code finish}. */
public final class FinishFlags extends DataDirOption {}
