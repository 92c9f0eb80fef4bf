@NullMarked
package io.mysqlclone.mysql;

import org.jspecify.annotations.NullMarked;
