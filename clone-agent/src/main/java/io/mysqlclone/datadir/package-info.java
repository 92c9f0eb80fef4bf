/**
 * MySQL's data directory as the target of a clone: its root and owner, the lock that one clone holds on it, the escape guard
 * for a donor's names, and where incoming files wait. Beneath it are the commit, an existing server's directory, and what
 * mysqld made of a clone. May use bytes on disk and the contract of engines; knows no engine and no network.
 */
@NullMarked
package io.mysqlclone.datadir;

import org.jspecify.annotations.NullMarked;
