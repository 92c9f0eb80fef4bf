/** A donor that plays a script: the truth, or one lie in it. No server, no data but what the script holds. */
@NullMarked
package io.mysqlclone.recipient.scripted;

import org.jspecify.annotations.NullMarked;
