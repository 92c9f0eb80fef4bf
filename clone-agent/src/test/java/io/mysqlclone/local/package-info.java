@NullMarked
package io.mysqlclone.local;

import org.jspecify.annotations.NullMarked;
