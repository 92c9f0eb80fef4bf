/** The benchmark as a program: its command line, the matrix of what is measured, and the figures taken. */
@NullMarked
package io.mysqlclone.bench;

import org.jspecify.annotations.NullMarked;
