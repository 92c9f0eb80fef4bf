/** What may go wrong while a clone runs, provoked against real servers. */
@NullMarked
package io.mysqlclone.recipient.faults;

import org.jspecify.annotations.NullMarked;
