/** The recipient's half: binary logs arrive one behind the other and are placed with an index of their own. */
@NullMarked
package io.mysqlclone.binlog.apply;

import org.jspecify.annotations.NullMarked;
