package io.mysqlclone.agent.cli.options;

/** Where the old data is brought back, and when, for {@code rollback}. */
public final class RollbackFlags extends StandstillOptions {}
