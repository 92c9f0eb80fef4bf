/**
 * The world as one immutable record: the recipient as Kubernetes shows it, the agent's run and what the agent says of it,
 * and who else wants the same donor or volume. Reads only; uses the Kubernetes client and HTTP.
 */
@NullMarked
package io.mysqlclone.operator.observe;

import org.jspecify.annotations.NullMarked;
