/** Which members of a MySQLCloneSet are begun, from whom, and which may be restarted. Pure functions. */
@NullMarked
package io.mysqlclone.operator.decide.set;

import org.jspecify.annotations.NullMarked;
