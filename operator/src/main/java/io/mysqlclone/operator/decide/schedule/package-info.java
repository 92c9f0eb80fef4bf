/**
 * What is to be done about a MySQLCloneSchedule: when a copy is made, and which ones stay. Pure functions; time comes with what
 * was observed. May use decide, observe.schedule and the resources.
 */
@NullMarked
package io.mysqlclone.operator.decide.schedule;

import org.jspecify.annotations.NullMarked;
