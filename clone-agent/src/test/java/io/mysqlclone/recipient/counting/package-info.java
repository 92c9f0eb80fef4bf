/** A second storage engine, so that what is said of several engines is seen with more than one. */
@NullMarked
package io.mysqlclone.recipient.counting;

import org.jspecify.annotations.NullMarked;
