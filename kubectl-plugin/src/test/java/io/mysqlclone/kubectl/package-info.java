@NullMarked
package io.mysqlclone.kubectl;

import org.jspecify.annotations.NullMarked;
