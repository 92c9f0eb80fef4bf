/** The commands and their options. */
@NullMarked
package io.mysqlclone.kubectl.cli;

import org.jspecify.annotations.NullMarked;
