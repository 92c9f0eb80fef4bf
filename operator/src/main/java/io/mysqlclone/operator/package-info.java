/** Start-up, configuration and health of the operator. */
@NullMarked
package io.mysqlclone.operator;

import org.jspecify.annotations.NullMarked;
