@NullMarked
package io.mysqlclone.mysql.connection;

import org.jspecify.annotations.NullMarked;
