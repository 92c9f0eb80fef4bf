@NullMarked
package io.mysqlclone.recipient;

import org.jspecify.annotations.NullMarked;
