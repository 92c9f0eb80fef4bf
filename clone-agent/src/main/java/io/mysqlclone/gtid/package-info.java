/**
 * Sets of transactions by their global identifiers (GTIDs), as mysqld writes and compares them.
 *
 * <p>May use: the JDK.
 */
@NullMarked
package io.mysqlclone.gtid;

import org.jspecify.annotations.NullMarked;
