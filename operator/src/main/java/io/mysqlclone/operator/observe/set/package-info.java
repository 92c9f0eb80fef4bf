/**
 * Reads the world for a MySQLCloneSet: its StatefulSet, its donor, and the MySQLClones that it has made. May use observe and the
 * Kubernetes client.
 */
@NullMarked
package io.mysqlclone.operator.observe.set;

import org.jspecify.annotations.NullMarked;
