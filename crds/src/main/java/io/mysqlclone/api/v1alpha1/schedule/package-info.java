/** When a MySQLCloneSchedule makes which copies, and what became of them. Uses the spec of a MySQLClone. */
@NullMarked
package io.mysqlclone.api.v1alpha1.schedule;

import org.jspecify.annotations.NullMarked;
