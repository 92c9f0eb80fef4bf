/**
 * The words of InnoDB's clone that all its packages share: states of a snapshot, tablespace ids, flags and keys.
 *
 * <p>{@code descriptor} is what the donor says, {@code page} what it sends; {@code snapshot} is the model of what has
 * arrived, {@code staging} its files, {@code apply} the work; {@code verify} stands alone. Integers of InnoDB are big
 * endian. May use: {@code engine}.
 */
@NullMarked
package io.mysqlclone.innodb;

import org.jspecify.annotations.NullMarked;
