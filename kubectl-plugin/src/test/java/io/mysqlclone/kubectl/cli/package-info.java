@NullMarked
package io.mysqlclone.kubectl.cli;

import org.jspecify.annotations.NullMarked;
