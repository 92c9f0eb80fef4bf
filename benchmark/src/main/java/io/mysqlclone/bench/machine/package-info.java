/**
 * What the operating system knows: processes, memory groups, the page cache, and the limits of the disk and the loopback
 * interface. Linux only; knows nothing of MySQL. May use: the JDK.
 */
@NullMarked
package io.mysqlclone.bench.machine;

import org.jspecify.annotations.NullMarked;
