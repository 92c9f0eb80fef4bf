/**
 * The donor's side of {@code COM_CLONE} on one connection, and the clones that connections belong to.
 *
 * <p>{@link io.mysqlclone.donor.session.ClientSession} is what happens on a connection; {@link
 * io.mysqlclone.donor.session.CloneTable} knows the clones. Engines are known by their contract alone. May use: {@code
 * mysql}, {@code mysql.accept}, {@code protocol}, {@code engine}, {@code donor}, {@code session}.
 */
@NullMarked
package io.mysqlclone.donor.session;

import org.jspecify.annotations.NullMarked;
