/** The donor's side, against real recipients. */
@NullMarked
package io.mysqlclone.donor;

import org.jspecify.annotations.NullMarked;
