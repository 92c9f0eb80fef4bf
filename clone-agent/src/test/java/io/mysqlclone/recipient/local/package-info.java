/** Clones of directories, without a wire: each ends with a mysqld on the copy. */
@NullMarked
package io.mysqlclone.recipient.local;

import org.jspecify.annotations.NullMarked;
