/**
 * The HTTP interface of a running clone: status, metrics, cancel, limits. Loaded only when it is asked for.
 *
 * <p>Bodies from the network are bounded; a token is only ever compared by its hash. May use: {@code quantity},
 * {@code report}, the contract of {@code recipient}, the JDK's HTTP server, Jackson, Micrometer.
 */
@NullMarked
package io.mysqlclone.agent.http;

import org.jspecify.annotations.NullMarked;
