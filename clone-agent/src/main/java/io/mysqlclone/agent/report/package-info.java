/**
 * What the agent reports when it ends and while it works, and the JSON of it: the lines of {@code --output json}, the
 * result file, and the bodies of its HTTP interface.
 *
 * <p>Field names and exit codes are a contract with scripts and with the operator; docs/agent.md lists them, golden
 * files in the tests hold them. May use: the contracts of {@code recipient} and {@code innodb}, Jackson.
 */
@NullMarked
package io.mysqlclone.agent.report;

import org.jspecify.annotations.NullMarked;
