/** Reads the world for a MySQLCloneSchedule: the MySQLClones that it has made. May use observe and the Kubernetes client. */
@NullMarked
package io.mysqlclone.operator.observe.schedule;

import org.jspecify.annotations.NullMarked;
